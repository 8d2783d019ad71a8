const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** `strftime` in UTC. @param at milliseconds since 1970 */
export function formatDate(format: string, at: number): string {
  const date = new Date(at);
  return format.replace(/%(-?)([a-zA-Z%])(?:N)?/g, (whole, bare: string, letter: string) => {
    const text = field(letter, date, at);
    if (text === undefined) return whole;
    return bare === '-' ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}

function field(letter: string, date: Date, at: number): string | undefined {
  switch (letter) {
    case 'Y':
      return String(date.getUTCFullYear());
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return String(date.getUTCDate()).padStart(2);
    case 'H':
      return two(date.getUTCHours());
    case 'I':
      return two(date.getUTCHours() % 12 || 12);
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'N':
      return `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`;
    case 's':
      return String(Math.floor(at / 1000));
    case 'F':
      return formatDate('%Y-%m-%d', at);
    case 'T':
      return formatDate('%H:%M:%S', at);
    case 'D':
      return formatDate('%m/%d/%y', at);
    case 'R':
      return formatDate('%H:%M', at);
    case 'c':
      return formatDate('%a %b %e %H:%M:%S %Y', at);
    case 'a':
      return DAYS[date.getUTCDay()] ?? '';
    case 'A':
      return LONG_DAYS[date.getUTCDay()] ?? '';
    case 'b':
    case 'h':
      return MONTHS[date.getUTCMonth()] ?? '';
    case 'B':
      return MONTHS[date.getUTCMonth()] ?? '';
    case 'u':
      return String(date.getUTCDay() || 7);
    case 'w':
      return String(date.getUTCDay());
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'Z':
      return 'UTC';
    case 'z':
      return '+0000';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

/** `@1700000000`, `now`, ISO dates, `+5 seconds`, `10 minutes ago`. */
export function parseDate(text: string, now: number): number | undefined {
  const epoch = /^@(\d+)$/.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * 1000;
  const relative = /^([-+]?\d+) *(sec|second|min|minute|hour|day)s?( ago)?$/.exec(text.trim());
  if (relative?.[1] !== undefined) {
    const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[
      (relative[2] ?? 's').charAt(0)
    ];
    return now + Number(relative[1]) * (unit ?? 1000) * (relative[3] === undefined ? 1 : -1);
  }
  if (text === 'now' || text === '') return now;
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}
