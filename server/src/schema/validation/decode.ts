// Strict decoding: what the API server says about fields that it does not know and values of the wrong type.

import type { ApiType, Catalogue, FieldPath, FieldType } from '../catalogue';
import { compareText, isPlain, type Plain } from '../plain';
import { parseQuantity } from '../quantity';
import { goQuote } from './goText';
import { goStructName, goType } from './goTypes';
import type { DecodeIssue } from './types';

/** A key that stands twice in its mapping, which only whoever read the text can know. */
export interface DuplicateKey {
  readonly path: FieldPath;
  /** Line of the second one, from 1, in a YAML text; absent for JSON. */
  readonly line?: number;
}

export interface DecodeOptions {
  readonly duplicates?: readonly DuplicateKey[];
}

/**
 * Every unknown field and every value of the wrong type, in the order in which the server meets them (keys sorted, as the
 * YAML reader hands them on). Kinds outside the catalogue have nothing to say unless their group is one of Kubernetes' own.
 */
export function decodeIssues(
  catalogue: Catalogue,
  object: unknown,
  options: DecodeOptions = {},
): readonly DecodeIssue[] {
  const kindIssue = kindIssueOf(catalogue, object);
  if (kindIssue !== undefined) return [kindIssue];
  if (!isPlain(object)) return [];
  const kind = catalogue.kind(String(object['apiVersion']), String(object['kind']));
  if (kind === undefined) return [];
  return issuesOf(catalogue, kind.type, object, options);
}

/** The same for an object whose type is known otherwise: from the request's URL. */
export function issuesOf(
  catalogue: Catalogue,
  typeName: string,
  object: Plain,
  options: DecodeOptions = {},
): readonly DecodeIssue[] {
  const issues: DecodeIssue[] = (options.duplicates ?? []).map(duplicateIssue);
  const type = catalogue.type(typeName);
  if (type !== undefined) {
    const walk: Walk = { catalogue, issues };
    walkStruct(walk, type, object, { path: [], names: '', text: '' });
  }
  return issues;
}

/** How the YAML reader begins its complaints. */
export const YAML_ERRORS = 'yaml: unmarshal errors:';

function duplicateIssue({ path, line }: DuplicateKey): DecodeIssue {
  const key = goQuote(String(path[path.length - 1] ?? ''));
  const message =
    line === undefined
      ? `duplicate field ${goQuote(unknownPath(path))}`
      : `${YAML_ERRORS}\n  line ${line}: key ${key} already set in map`;
  return { kind: 'duplicate-field', path, message };
}

function unknownPath(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

const SCHEME = 'pkg/api/legacyscheme/scheme.go:30';

/** The server's words for a kind that it does not have. */
export function noKindText(apiVersion: string, kind: string): string {
  return `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme ${goQuote(SCHEME)}`;
}

function kindIssueOf(catalogue: Catalogue, object: unknown): DecodeIssue | undefined {
  if (!isPlain(object)) return undefined;
  for (const field of ['apiVersion', 'kind']) {
    const value = object[field] ?? '';
    if (typeof value !== 'string') {
      const message = `json: cannot unmarshal ${goKind(value)} into Go struct field .${field} of type string`;
      return { kind: 'wrong-type', path: [field], message };
    }
  }
  const [apiVersion, kind] = [String(object['apiVersion'] ?? ''), String(object['kind'] ?? '')];
  if (kind === '') return { kind: 'missing-kind', path: [], message: "Object 'Kind' is missing" };
  if (apiVersion === '') {
    return { kind: 'missing-kind', path: [], message: "Object 'apiVersion' is missing" };
  }
  if (catalogue.kind(apiVersion, kind) !== undefined || !isBuiltInGroup(catalogue, apiVersion))
    return undefined;
  return { kind: 'unknown-kind', path: ['kind'], message: noKindText(apiVersion, kind) };
}

/** A group without a dot belongs to Kubernetes; of the others we know those in the catalogue. */
function isBuiltInGroup(catalogue: Catalogue, apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return !group.includes('.') || catalogue.kinds.some((kind) => kind.group === group);
}

// ---- walking ---------------------------------------------------------------------------------------------------

interface Walk {
  readonly catalogue: Catalogue;
  readonly issues: DecodeIssue[];
}

/** Where we are: in the object, in decoding errors (`spec.containers.args`), in unknown-field errors (`spec.containers[0]`). */
interface Spot {
  readonly path: FieldPath;
  readonly names: string;
  readonly text: string;
}

/** The struct and field that a value belongs to; elements of lists and maps belong to the field that holds them. */
interface Owner {
  readonly struct: string;
  readonly field: string;
}

function walkStruct(walk: Walk, type: ApiType, value: Plain, spot: Spot): void {
  const struct = goStructName(type.name);
  for (const key of Object.keys(value).sort(compareText)) {
    const field = walk.catalogue.field(type.name, key);
    const text = spot.text === '' ? key : `${spot.text}.${key}`;
    const path = [...spot.path, key];
    if (field === undefined) {
      walk.issues.push({ kind: 'unknown-field', path, message: `unknown field ${goQuote(text)}` });
      continue;
    }
    const names = spot.names === '' ? key : `${spot.names}.${key}`;
    walkValue(walk, field.type, value[key], { path, names, text }, { struct, field: key });
  }
}

function walkValue(walk: Walk, type: FieldType, value: unknown, spot: Spot, owner: Owner): void {
  if (value === null || value === undefined || type.kind === 'any') return;
  const mismatch = valueMismatch(type, value, spot, owner);
  if (mismatch !== undefined) {
    walk.issues.push(mismatch);
    return;
  }
  if (type.kind === 'object' && isPlain(value)) {
    const struct = walk.catalogue.type(type.type);
    if (struct !== undefined) walkStruct(walk, struct, value, spot);
  } else if (type.kind === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const at = { path: [...spot.path, index], names: spot.names, text: `${spot.text}[${index}]` };
      walkValue(walk, type.of, item, at, owner);
    }
  } else if (type.kind === 'map' && isPlain(value)) {
    for (const key of Object.keys(value).sort(compareText)) {
      const at = { path: [...spot.path, key], names: spot.names, text: `${spot.text}.${key}` };
      walkValue(walk, type.of, value[key], at, owner);
    }
  }
}

function valueMismatch(
  type: FieldType,
  value: unknown,
  spot: Spot,
  owner: Owner,
): DecodeIssue | undefined {
  switch (type.kind) {
    case 'object':
      return isPlain(value) ? undefined : wrongType(type, goKind(value), spot, owner);
    case 'list':
      return Array.isArray(value) ? undefined : wrongType(type, goKind(value), spot, owner);
    case 'map':
      return isPlain(value) ? undefined : wrongType(type, goKind(value), spot, owner);
    case 'string':
      return textMismatch(type, value, spot, owner);
    case 'integer':
      return integerMismatch(type, value, spot, owner);
    case 'number':
      return typeof value === 'number' ? undefined : wrongType(type, goKind(value), spot, owner);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType(type, goKind(value), spot, owner);
    case 'intOrString':
      return intOrStringMismatch(value, spot, owner);
    case 'any':
      return undefined;
  }
}

/** The word for a JSON value in Go's errors. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'number';
  return typeof value;
}

function wrongType(type: FieldType, given: string, spot: Spot, owner: Owner): DecodeIssue {
  const wanted = goType(owner.struct, owner.field, type);
  const message = `json: cannot unmarshal ${given} into Go struct field ${owner.struct}.${spot.names} of type ${wanted}`;
  return { kind: 'wrong-type', path: spot.path, message };
}

function textMismatch(
  type: Extract<FieldType, { kind: 'string' }>,
  value: unknown,
  spot: Spot,
  owner: Owner,
): DecodeIssue | undefined {
  if (type.format === 'quantity') {
    // A quantity reads its own text, whatever it is: a wrong one ends the decoding at once.
    const { error } = parseQuantity(typeof value === 'object' ? JSON.stringify(value) : value);
    return error === undefined ? undefined : fatal('bad-quantity', spot, error);
  }
  if (typeof value !== 'string') {
    if (type.format !== 'date-time') return wrongType(type, goKind(value), spot, owner);
    const message = `json: cannot unmarshal ${goKind(value)} into Go struct field ${owner.struct}.${spot.names} of type string`;
    return fatal('bad-time', spot, message);
  }
  if (type.format === 'byte') {
    const at = illegalBase64At(value);
    if (at === undefined) return undefined;
    return {
      kind: 'wrong-type',
      path: spot.path,
      message: `illegal base64 data at input byte ${at}`,
    };
  }
  if (type.format !== 'date-time') return undefined;
  const complaint = timeComplaint(value);
  return complaint === undefined ? undefined : fatal('bad-time', spot, complaint);
}

function fatal(kind: DecodeIssue['kind'], spot: Spot, message: string): DecodeIssue {
  return { kind, path: spot.path, message, fatal: true };
}

/** Where the standard base64 decoder stops; line breaks do not count. */
function illegalBase64At(text: string): number | undefined {
  const body = text.replace(/[\r\n]/g, '');
  const wrong = body.search(/[^A-Za-z0-9+/=]/);
  if (wrong >= 0) return text.indexOf(body.charAt(wrong));
  const padding = body.indexOf('=');
  const length = padding < 0 ? body.length : padding;
  if (padding >= 0 && !/^={1,2}$/.test(body.slice(padding))) return padding;
  if (body.length % 4 === 0 && length % 4 !== 1) return undefined;
  return padding < 0 ? Math.floor(length / 4) * 4 : body.length;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})$/;

function timeComplaint(text: string): string | undefined {
  const layout = '2006-01-02T15:04:05Z07:00';
  if (RFC3339.test(text) && !Number.isNaN(Date.parse(text))) return undefined;
  const [rest, part] = timeRest(text);
  return `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(part)}`;
}

const TIME_PARTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d{2}/, '01'],
  [/^-/, '-'],
  [/^\d{2}/, '02'],
  [/^T/, 'T'],
  [/^\d{2}/, '15'],
  [/^:/, ':'],
  [/^\d{2}/, '04'],
  [/^:/, ':'],
  [/^\d{2}(?:\.\d+)?/, '05'],
  [/^(?:Z|[-+]\d{2}:\d{2})/, 'Z07:00'],
];

/** What is left of the text where it stops fitting, and which part of the layout was due there. */
function timeRest(text: string): readonly [rest: string, part: string] {
  let rest = text;
  for (const [pattern, name] of TIME_PARTS) {
    const match = pattern.exec(rest);
    if (match === null) return [rest, name];
    rest = rest.slice(match[0].length);
  }
  return [rest, ''];
}

const INT_LIMITS = { int32: 2 ** 31, int64: 2 ** 63 };

function integerMismatch(
  type: Extract<FieldType, { kind: 'integer' }>,
  value: unknown,
  spot: Spot,
  owner: Owner,
): DecodeIssue | undefined {
  if (typeof value === 'bigint') {
    const fits = value >= -(2n ** 63n) && value < 2n ** 63n && type.format === 'int64';
    return fits ? undefined : wrongType(type, `number ${value}`, spot, owner);
  }
  if (typeof value !== 'number') return wrongType(type, goKind(value), spot, owner);
  const limit = INT_LIMITS[type.format];
  if (Number.isInteger(value) && value >= -limit && value < limit) return undefined;
  return wrongType(type, `number ${value}`, spot, owner);
}

/** These read their own JSON too: what is neither stops the decoding. */
function intOrStringMismatch(value: unknown, spot: Spot, owner: Owner): DecodeIssue | undefined {
  if (typeof value === 'string') return undefined;
  const isWhole = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  if (isWhole) return undefined;
  const given = typeof value === 'number' ? `number ${value}` : goKind(value);
  const message = `json: cannot unmarshal ${given} into Go struct field ${owner.struct}.${spot.names} of type int32`;
  return fatal('wrong-type', spot, message);
}
