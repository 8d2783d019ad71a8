// IP addresses and ranges: which texts are some, and which are of no use as an endpoint.

/** The groups of an address, eight for IPv6, four for IPv4; `undefined` for what is none. Leading zeros are let pass. */
export function parseIP(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,}$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.every((number) => number <= 255) ? numbers : undefined;
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groups(half));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const rest = 8 - head.length - (tail?.length ?? 0);
  return rest < 1 ? undefined : [...head, ...new Array<number>(rest).fill(0), ...(tail ?? [])];
}

function groups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts[parts.length - 1] ?? '';
  const v4 = last.includes('.') ? parseV4(last) : undefined;
  if (last.includes('.') && v4 === undefined) return undefined;
  const hex = v4 === undefined ? parts : parts.slice(0, -1);
  if (!hex.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  const numbers = hex.map((part) => Number.parseInt(part, 16));
  if (v4 === undefined) return numbers;
  const [a = 0, b = 0, c = 0, d = 0] = v4;
  return [...numbers, a * 256 + b, c * 256 + d];
}

export function ipFamily(text: string): 'IPv4' | 'IPv6' | undefined {
  const address = parseIP(text);
  if (address === undefined) return undefined;
  return address.length === 4 ? 'IPv4' : 'IPv6';
}

export function ipComplaints(text: string): readonly string[] {
  if (parseIP(text) !== undefined) return [];
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

export function cidrComplaints(text: string): readonly string[] {
  const [address = '', bits = '', ...rest] = text.split('/');
  const parsed = parseIP(address);
  const isRange =
    parsed !== undefined &&
    rest.length === 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (parsed.length === 4 ? 32 : 128);
  return isRange ? [] : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
}

/** Whether a range lies within another and is smaller. Both must be ranges. */
export function isStrictSubrange(inner: string, outer: string): boolean {
  const [innerBits, outerBits] = [rangeBits(inner), rangeBits(outer)];
  return innerBits.length > outerBits.length && innerBits.startsWith(outerBits);
}

/** The bits that all the addresses of a range share, after a letter for the family. */
function rangeBits(range: string): string {
  const [address = '', size = '0'] = range.split('/');
  const groups = parseIP(address) ?? [];
  const width = groups.length === 4 ? 8 : 16;
  const bits = groups.map((group) => group.toString(2).padStart(width, '0')).join('');
  return `${width === 8 ? 'v4:' : 'v6:'}${bits.slice(0, Number(size))}`;
}

/** Why an address that is one cannot be an endpoint. */
export function specialIPComplaints(text: string): readonly string[] {
  const address = parseIP(text);
  if (address === undefined) return ['must be a valid IP address'];
  const [first = 0, second = 0, third = 0] = address;
  const isV4 = address.length === 4;
  const isZero = address.every((number) => number === 0);
  const isOne = address.slice(0, -1).every((number) => number === 0) && address[7] === 1;
  if (isZero) return [`may not be unspecified (${text})`];
  if (isV4 ? first === 127 : isOne) {
    return ['may not be in the loopback range (127.0.0.0/8, ::1/128)'];
  }
  if (isV4 ? first === 169 && second === 254 : (first & 0xffc0) === 0xfe80) {
    return ['may not be in the link-local range (169.254.0.0/16, fe80::/10)'];
  }
  if (isV4 ? first === 224 && second === 0 && third === 0 : (first & 0xff0f) === 0xff02) {
    return ['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'];
  }
  return [];
}
