// The scheduler's own words for why a Pod could not be placed.

const LONGEST = 1024;

/** `1 Insufficient cpu, 2 node(s) …`: items sorted as strings. Rules: L-SCH-6 */
function histogram(reasons: Iterable<readonly string[]>): string {
  const counts = new Map<string, number>();
  for (const list of reasons)
    for (const reason of list) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(', ');
}

/** Rules: L-SCH-6 */
export function fitError(nodes: number, reasons: Iterable<readonly string[]>): string {
  const text = histogram(reasons);
  return `0/${nodes} nodes are available:${text === '' ? '' : ` ${text}.`}`;
}

/** The message where no node was even looked at. Rules: L-SCH-7 */
export function prefilterError(nodes: number, message: string): string {
  return `0/${nodes} nodes are available: ${message}. not found`;
}

export const NO_NODES = 'no nodes available to schedule pods';
export const NOT_ELIGIBLE_BY_POLICY = 'not eligible due to preemptionPolicy=Never.';
export const NOT_ELIGIBLE_YET = 'not eligible due to a terminating pod on the nominated node.';

/** Rules: L-SCH-6 */
export function withPreemption(text: string, preemption: string): string {
  return `${text} no new claims to deallocate, preemption: ${preemption}`;
}

/** Rules: L-SCH-8 */
export function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 4)} ...`;
}
