// Which names the API accepts, and the API server's words for those that it does not.
// Every function gives the list of complaints, empty for a good name.

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_UNDERSCORE = `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HTTP_HEADER = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const LABEL_PATTERN = whole(LABEL);
const SUBDOMAIN_PATTERN = whole(SUBDOMAIN);
const SUBDOMAIN_UNDERSCORE_PATTERN = whole(SUBDOMAIN_UNDERSCORE);
const LABEL_1035_PATTERN = whole(LABEL_1035);
const CONFIG_KEY_PATTERN = whole(CONFIG_KEY);
const WILDCARD_PATTERN = whole(`\\*\\.${SUBDOMAIN}`);
const HTTP_HEADER_PATTERN = whole(HTTP_HEADER);
const PERCENT_PATTERN = whole(PERCENT);

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

/** Bytes of the UTF-8 form: what the server counts lengths in. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** `must … (e.g. 'a',  or 'b', regex used for validation is '…')`, with the server's own spacing. */
export function patternComplaint(text: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${text} (${shown === '' ? '' : `e.g. ${shown}`}regex used for validation is '${pattern}')`;
}

function tooLong(text: string, limit: number): string[] {
  return byteLength(text) > limit ? [`must be no more than ${limit} characters`] : [];
}

/** Names of containers, volumes, namespaces: one DNS label. Rules: L-LAB-5 */
export function dnsLabelComplaints(name: string): string[] {
  const complaints = tooLong(name, 63);
  if (LABEL_PATTERN.test(name)) return complaints;
  if (SUBDOMAIN_PATTERN.test(name)) return [...complaints, 'must not contain dots'];
  return [
    ...complaints,
    patternComplaint(
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
      LABEL,
      'my-name',
      '123-abc',
    ),
  ];
}

/** Names of most objects: labels joined by dots. Rules: L-LAB-5 */
export function dnsSubdomainComplaints(name: string): string[] {
  const complaints = tooLong(name, 253);
  if (SUBDOMAIN_PATTERN.test(name)) return complaints;
  return [
    ...complaints,
    patternComplaint(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
      SUBDOMAIN,
      'example.com',
    ),
  ];
}

/** Hosts of an Ingress that stand for all the names under a domain. */
export function wildcardComplaints(host: string): string[] {
  const complaints = tooLong(host, 253);
  if (WILDCARD_PATTERN.test(host)) return complaints;
  return [
    ...complaints,
    patternComplaint(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      `\\*\\.${SUBDOMAIN}`,
      '*.example.com',
    ),
  ];
}

/** DNS search domains, which may hold underscores. */
export function dnsSearchComplaints(name: string): string[] {
  const complaints = tooLong(name, 253);
  if (SUBDOMAIN_UNDERSCORE_PATTERN.test(name)) return complaints;
  return [
    ...complaints,
    patternComplaint(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
      SUBDOMAIN_UNDERSCORE,
      'example.com',
    ),
  ];
}

/** A DNS label that begins with a letter: names of some storage objects, of Services before 1.36. */
export function dns1035Complaints(name: string): string[] {
  const complaints = tooLong(name, 63);
  if (LABEL_1035_PATTERN.test(name)) return complaints;
  return [
    ...complaints,
    patternComplaint(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
      LABEL_1035,
      'my-name',
      'abc-123',
    ),
  ];
}

/** Keys of ConfigMaps and Secrets. */
export function configKeyComplaints(key: string): string[] {
  const complaints: string[] = tooLong(key, 253);
  if (!CONFIG_KEY_PATTERN.test(key)) {
    complaints.push(
      patternComplaint(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        CONFIG_KEY,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  }
  if (key === '.') complaints.push("must not be '.'");
  else if (key === '..') complaints.push("must not be '..'");
  else if (key.startsWith('..')) complaints.push("must not start with '..'");
  return complaints;
}

/** Names of environment variables: any printable ASCII but `=`. */
export function envNameComplaints(name: string): string[] {
  if (/^[\x20-\x3c\x3e-\x7e]*$/.test(name)) return [];
  return [
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  ];
}

/** Names of ports. */
export function portNameComplaints(name: string): string[] {
  const complaints = tooLong(name, 15);
  if (!/^[-a-z0-9]+$/.test(name)) {
    complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(name)) complaints.push('must contain at least one letter (a-z)');
  if (name.includes('--')) complaints.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) {
    complaints.push('must not begin or end with a hyphen');
  }
  return complaints;
}

export function portNumberComplaints(port: number): string[] {
  return rangeComplaints(port, 1, 65535);
}

export function rangeComplaints(value: number, lowest: number, highest: number): string[] {
  return value >= lowest && value <= highest
    ? []
    : [`must be between ${lowest} and ${highest}, inclusive`];
}

export function httpHeaderComplaints(name: string): string[] {
  if (HTTP_HEADER_PATTERN.test(name)) return [];
  return [
    patternComplaint(
      "a valid HTTP header must consist of alphanumeric characters or '-'",
      HTTP_HEADER,
      'X-Header-Name',
    ),
  ];
}

export function percentComplaints(text: string): string[] {
  if (PERCENT_PATTERN.test(text)) return [];
  return [
    patternComplaint(
      "a valid percent string must be a numeric string followed by an ending '%'",
      PERCENT,
      '1%',
      '93%',
    ),
  ];
}

/** The same rule for a `generateName`: a dash at its end is no fault, and hides the character before it. */
export function asPrefix(rule: (name: string) => string[]): (prefix: string) => string[] {
  return (prefix) =>
    rule(prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);
}

/** Names that can at least stand in a URL: all that some kinds ask for. */
export function pathSegmentComplaints(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%']
    .filter((sign) => name.includes(sign))
    .map((sign) => `may not contain '${sign}'`);
}
