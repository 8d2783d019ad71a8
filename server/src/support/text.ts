/** Virtual time for people and golden files: `0:31.000`, `1:02:03.400`. */
export function formatSimTime(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  const fraction = String(ms % 1000).padStart(3, '0');
  const tail = `${String(seconds).padStart(2, '0')}.${fraction}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** Virtual time where space is short, exact to a tenth of a second: `0:31`, `0:31.5`, `1:02:03`. */
export function clockTime(ms: number): string {
  const tenths = Math.round(ms / 100);
  const hours = Math.floor(tenths / 36_000);
  const minutes = Math.floor((tenths % 36_000) / 600);
  const seconds = String(Math.floor((tenths % 600) / 10)).padStart(2, '0');
  const fraction = tenths % 10 === 0 ? '' : `.${tenths % 10}`;
  const head = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}` : String(minutes);
  return `${head}:${seconds}${fraction}`;
}

/** A slice that does not keep the whole text it was cut from alive. */
export function ownCopy(slice: string): string {
  return slice.length > 12 ? `${slice} `.slice(0, -1) : slice;
}
