/** Virtual time for people and golden files: `0:31.000`, `1:02:03.400`. */
export function formatSimTime(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  const fraction = String(ms % 1000).padStart(3, '0');
  const tail = `${String(seconds).padStart(2, '0')}.${fraction}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
