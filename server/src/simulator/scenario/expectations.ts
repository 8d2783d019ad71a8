// What a scenario claims about its run: `{ready: deployment/web, within: 30s}`. Whether it holds is the answers' to say.
import { getCatalogue } from '../../schema/builtinCatalogue';
import type { FieldPath } from '../../schema/catalogue';
import { given } from '../../support/given';
import type { SimTime } from '../kernel/time';
import { findKind } from '../kubectl/resourceNames';
import type { Fields, Reader } from './reader';

export interface ExpectedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export type Expectation =
  /** It is Ready, or complete, at some time; `withinMs` counts from its creation. */
  | {
      readonly claim: 'ready' | 'complete';
      readonly object: ExpectedObject;
      readonly withinMs?: SimTime;
    }
  /** Once Ready it is so to the end. */
  | { readonly claim: 'staysReady'; readonly object: ExpectedObject }
  /** Of all its containers, of all Pods that belong to it. */
  | { readonly claim: 'restarts'; readonly object: ExpectedObject; readonly atMost: number }
  /** Of the requests that the scenario's traffic sends to the Service. */
  | { readonly claim: 'lostRequests'; readonly object: ExpectedObject; readonly atMost: number }
  /** How often Events tell of the reason; without an object: of whomever. */
  | {
      readonly claim: 'events';
      readonly reason: string;
      readonly object?: ExpectedObject;
      readonly atLeast?: number;
      readonly atMost?: number;
    };

/** Claims and the fields that stand beside each. */
const CLAIMS = {
  ready: ['within'],
  complete: ['within'],
  staysReady: [],
  restarts: ['atMost'],
  lostRequests: ['atMost'],
  events: ['about', 'atLeast', 'atMost'],
} as const satisfies Readonly<Record<Expectation['claim'], readonly string[]>>;

const NAMES = Object.keys(CLAIMS) as Expectation['claim'][];

export function expectationOf(
  reader: Reader,
  value: unknown,
  path: FieldPath,
): Expectation | undefined {
  const fields = reader.map(value, path);
  const made = NAMES.filter((name) => fields[name] !== undefined);
  const [claim] = made;
  if (claim === undefined || made.length > 1)
    return reader.note(path, `one claim each: ${NAMES.join(', ')}, as in \`ready: pod/web\``);
  reader.known(fields, [claim, 'namespace', ...CLAIMS[claim]], path);
  const namespace = reader.text(fields['namespace'], [...path, 'namespace']) ?? 'default';
  const number = (key: string): number | undefined => reader.number(fields[key], [...path, key]);
  if (claim === 'events') {
    const reason = reader.text(fields['events'], [...path, 'events']);
    const [atLeast, atMost] = [number('atLeast'), number('atMost')];
    if (reason === undefined) return undefined;
    const object =
      fields['about'] === undefined
        ? undefined
        : objectNamed(reader, fields, 'about', namespace, path);
    if (fields['about'] !== undefined && object === undefined) return undefined;
    const least = atLeast ?? (atMost === undefined ? 1 : undefined);
    return { claim, reason, ...given({ object, atLeast: least, atMost }) };
  }
  const usual = claim === 'lostRequests' ? 'Service' : undefined;
  const object = objectNamed(reader, fields, claim, namespace, path, usual);
  if (object === undefined) return undefined;
  if (claim === 'staysReady') return { claim, object };
  if (claim === 'restarts' || claim === 'lostRequests')
    return { claim, object, atMost: number('atMost') ?? 0 };
  const withinMs = reader.duration(fields['within'], [...path, 'within']);
  return { claim, object, ...given({ withinMs }) };
}

/** `deployment/web`; a bare name where only one kind can be meant. */
function objectNamed(
  reader: Reader,
  fields: Fields,
  key: string,
  namespace: string,
  path: FieldPath,
  usual?: string,
): ExpectedObject | undefined {
  const at = [...path, key];
  const text = reader.text(fields[key], at);
  if (text === undefined) return undefined;
  const slash = text.indexOf('/');
  const word = slash < 0 ? usual : text.slice(0, slash);
  if (word === undefined) return reader.note(at, `of which kind is it? \`${key}: pod/${text}\``);
  const kind = findKind(getCatalogue(), word);
  if (kind === undefined) return reader.note(at, `there is no kind "${word}"`);
  const name = text.slice(slash + 1);
  if (name === '') return reader.note(at, 'what is it called?');
  return { kind: kind.kind, namespace: kind.namespaced ? namespace : '', name };
}
