// Whether memory may be taken from containers that run on: not if they use more than they would be left. Rules: L-SYN-26.
import type { Container, ResourceRequirements } from '../../schema/objects';
import { quantityOf, wholeValue } from '../../schema/quantity';

/** A container that is given other resources while it runs. */
export interface MemoryChange {
  readonly name: string;
  readonly before: ResourceRequirements | undefined;
  readonly after: ResourceRequirements | undefined;
  /** Bytes. */
  readonly used: number;
}

/**
 * Why the limits of a Pod's containers cannot be lowered; undefined if they can.
 *
 * @param all the containers that count for the Pod, those that stay as they are too
 * @param lowered names of those whose limits change in place
 */
export function memoryDecreaseError(
  all: readonly MemoryChange[],
  lowered: ReadonlySet<string>,
): string | undefined {
  const errors: string[] = [];
  const whole = sumOf(all.map(({ after }) => memoryLimit(after)));
  const wholeBefore = sumOf(all.map(({ before }) => memoryLimit(before)));
  const used = all.reduce((sum, container) => sum + container.used, 0);
  if (whole !== undefined && wholeBefore !== undefined && whole < wholeBefore && used >= whole)
    errors.push(`attempting to set pod memory limit (${whole}) below current usage (${used})`);
  for (const container of all) {
    if (!lowered.has(container.name)) continue;
    const limit = memoryLimit(container.after);
    const before = memoryLimit(container.before);
    if (limit === undefined || (before !== undefined && limit >= before)) continue;
    if (container.used >= limit)
      errors.push(
        `attempting to set container ${JSON.stringify(container.name)} memory limit (${limit}) below current usage (${container.used})`,
      );
  }
  if (errors.length === 0) return undefined;
  const text = errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`;
  return `cannot decrease memory limits: ${text}`;
}

function memoryLimit(resources: Container['resources']): number | undefined {
  const limit = resources?.limits?.['memory'];
  return limit === undefined ? undefined : wholeValue(quantityOf(limit));
}

/** A Pod has a limit only if all that runs in it has one. */
function sumOf(limits: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const limit of limits) {
    if (limit === undefined) return undefined;
    sum += limit;
  }
  return sum;
}
