// What is wrong with the first two lines of an object: which API it is of, and whether there is such a kind.

import { kindOf } from '../../documents/fieldInfo';
import type { Finding, Fix } from '../../documents/finding';
import type { ManifestDocument, ManifestObject } from '../../documents/manifestDocument';
import { placeAt } from '../../documents/paths';
import { spanAt } from '../../documents/spans';
import type { Span } from '../../documents/tree';
import { scalarText } from '../../documents/tree';
import { apiVersionOf } from '../../schema/builtinCatalogue';
import { removedApi } from '../../schema/removedApis';
import { minorOf } from '../../schema/versions';
import { nearestWord } from '../../support/nearest';
import { writtenWords } from './decodeFindings';
import { type DiagnosticScene, hasKey, valueAt } from './scene';

/** `apiVersion` and `kind`: both there, and something the server has. */
export function headFindings(scene: DiagnosticScene, object: ManifestObject): readonly Finding[] {
  const { document, catalogue, role } = scene;
  const { apiVersion, kind } = object;
  const at = (key: string) => spanAt(document, [...object.path, key]);
  if (role === 'foreign') return [];
  if (kind === undefined && apiVersion !== undefined) {
    if (hasKey(object.node, 'kind') && !isEmptyAt(document, object, 'kind')) {
      return headTypeFindings(document, object, 'kind');
    }
    return [misspeltKind(object) ?? missingKind(at('apiVersion'))];
  }
  if (apiVersion === undefined && kind !== undefined) {
    const known = kindOf(catalogue, object);
    const guess = known === undefined ? '' : ` For ${kind} it is ${apiVersionOf(known)}.`;
    const span = at('kind');
    if (
      known === undefined ||
      (hasKey(object.node, 'apiVersion') && !isEmptyAt(document, object, 'apiVersion'))
    ) {
      return headTypeFindings(document, object, 'apiVersion');
    }
    return [
      {
        code: 'missing-api-version',
        severity: 'error',
        message: `Required value: apiVersion is not set.${guess}`,
        span,
        ...versionFix(document, object, apiVersionOf(known)),
      },
    ];
  }
  if (apiVersion === undefined || kind === undefined) return [];
  return catalogue.kind(apiVersion, kind) === undefined
    ? unknownKind(scene, object, apiVersion, kind)
    : [];
}

function missingKind(span: Span): Finding {
  return {
    code: 'missing-kind',
    severity: 'error',
    message: 'Required value: kind is not set.',
    span,
  };
}

/** `Kind: Pod` and the like: the field is there, but for its name. */
function misspeltKind({ node }: ManifestObject): Finding | undefined {
  const entry = node.entries.find(
    ({ key, value }) =>
      value?.kind === 'scalar' && nearestWord(key.text, ['kind', 'metadata', 'spec']) === 'kind',
  );
  if (entry === undefined) return undefined;
  const span = { start: entry.key.start, end: entry.key.end };
  return {
    ...missingKind(span),
    message: `unknown field ${JSON.stringify(entry.key.text)}: did you mean "kind"? Required value: kind is not set.`,
    fixes: [{ title: 'Change to kind', edits: [{ span, newText: 'kind' }], isPreferred: true }],
  };
}

/** `apiVersion: 1`, or a list: what stands there is no text. */
function headTypeFindings(
  document: ManifestDocument,
  { path, node }: ManifestObject,
  field: 'apiVersion' | 'kind',
): readonly Finding[] {
  const value = node.entries.find(({ key }) => key.text === field)?.value;
  const isText =
    value?.kind === 'scalar' && typeof valueAt(document.value.value, [...path, field]) === 'string';
  if (value === undefined || isText) return [];
  const message = `${field} must be a string${writtenWords({ kind: 'string' }, value)}.`;
  return [
    { code: 'wrong-type', severity: 'error', message, span: spanAt(document, [...path, field]) },
  ];
}

function isEmptyAt(document: ManifestDocument, object: ManifestObject, key: string): boolean {
  const value = placeAt(document.tree, [...object.path, key])?.value;
  return value === undefined || scalarText(value)?.trim() === '';
}

function versionFix(
  document: ManifestDocument,
  { path, node }: ManifestObject,
  version: string,
): { fixes?: Fix[] } {
  if (node.flow || hasKey(node, 'apiVersion')) return {};
  const first = placeAt(document.tree, [...path, 'kind'])?.entry?.start;
  if (first === undefined) return {};
  const newText = `apiVersion: ${version}\n${' '.repeat(node.indent)}`;
  return {
    fixes: [
      {
        title: `Add apiVersion: ${version}`,
        edits: [{ span: { start: first, end: first }, newText }],
        isPreferred: true,
      },
    ],
  };
}

function unknownKind(
  { catalogue, document, version }: DiagnosticScene,
  object: ManifestObject,
  apiVersion: string,
  kind: string,
): readonly Finding[] {
  const versionSpan = spanAt(document, [...object.path, 'apiVersion']);
  const kindSpan = spanAt(document, [...object.path, 'kind']);
  const text = `no matches for kind "${kind}" in version "${apiVersion}"`;
  const replace = (span: { start: number; end: number }, newText: string): Fix => ({
    title: `Change to ${newText}`,
    edits: [{ span, newText }],
    isPreferred: true,
  });
  const gone = removedApi(apiVersion, kind);
  if (gone !== undefined && minorOf(version) < minorOf(gone.removedIn)) {
    // Not gone yet in the version that is checked for, of which no types are known.
    return [];
  }
  if (gone !== undefined) {
    const instead = gone.instead === undefined ? '' : ` Use ${gone.instead}.`;
    const note = gone.note === undefined ? '' : ` ${gone.note}`;
    const message = `${text}: it was removed in Kubernetes ${gone.removedIn}.${instead}${note}`;
    const fixes = gone.instead === undefined ? {} : { fixes: [replace(versionSpan, gone.instead)] };
    return [{ code: 'removed-api', severity: 'error', message, span: versionSpan, ...fixes }];
  }
  const elsewhere = kindOf(catalogue, object);
  if (elsewhere !== undefined) {
    const right = apiVersionOf(elsewhere);
    const message = `${text}: ${kind} is in ${right}.`;
    return [
      {
        code: 'no-such-kind',
        severity: 'error',
        message,
        span: versionSpan,
        fixes: [replace(versionSpan, right)],
      },
    ];
  }
  if (!catalogue.kinds.some((it) => apiVersionOf(it) === apiVersion)) return [];
  const near = nearestWord(kind, [...new Set(catalogue.kinds.map((it) => it.kind))]);
  const message = near === undefined ? `${text}.` : `${text}: did you mean ${near}?`;
  const fixes = near === undefined ? {} : { fixes: [replace(kindSpan, near)] };
  return [{ code: 'no-such-kind', severity: 'error', message, span: kindSpan, ...fixes }];
}
