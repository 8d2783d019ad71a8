// `podlab explain`: kubectl's text for a path, and beside it everything that the catalogue knows.

import { getCatalogue } from '../schema/builtinCatalogue';
import type { ApiField } from '../schema/catalogue';
import { loadDescriptions } from '../schema/descriptions';
import {
  type ExplainedField,
  type ExplainPage,
  type ExplainRequest,
  explain,
} from '../schema/explain';
import { explanationOutput } from '../schema/explainText';
import { type GateState, gateState } from '../schema/featureGates';
import { typeText } from '../schema/typeText';
import { asOf, KUBERNETES_VERSIONS, NEWEST_VERSION } from '../schema/versions';
import { explainFactsText } from './explainFacts';

/** The versions that can be explained, the newest last. */
export const EXPLAINABLE_VERSIONS = { all: KUBERNETES_VERSIONS, newest: NEWEST_VERSION };

export interface OfflineExplanation {
  /** What kubectl prints; `stderr` is empty where there is a page. */
  readonly kubectl: { readonly stdout: string; readonly stderr: string };
  /** Blocks of facts that kubectl does not tell; may be empty. */
  readonly facts: string;
  /** Absent where there is no page. */
  readonly json?: ExplainJson;
}

/** @param version the Kubernetes version whose fields are explained, one of EXPLAINABLE_VERSIONS */
export function explainOffline(request: ExplainRequest, version: string): OfflineExplanation {
  const api = { catalogue: asOf(getCatalogue(), version), descriptions: loadDescriptions() };
  const explanation = explain(api, request);
  const kubectl = explanationOutput(explanation, request.recursive === true);
  if (explanation.outcome !== 'page') return { kubectl, facts: '' };
  const { page } = explanation;
  return { kubectl, facts: explainFactsText(page, version), json: pageJson(page, version) };
}

/** A field in the JSON output; absent members: not known, or not so. */
export interface ExplainedFieldJson extends Omit<ApiField, 'type' | 'publishedValues'> {
  /** As kubectl writes it, `[]Container`. */
  readonly type: string;
  readonly description?: string;
  /** How the gate stands by default in the version asked for. */
  readonly gateState?: GateState;
  readonly fields?: readonly ExplainedFieldJson[];
}

/** The JSON output of `podlab explain`. Members are only ever added. */
export interface ExplainJson {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `spec.containers`; empty for the kind itself. */
  readonly path: string;
  /** Facts on the field that the path names; absent for the kind itself. */
  readonly field?: ExplainedFieldJson;
  /** The field's own text, then that of its type, a newline between. */
  readonly description: string;
  readonly fields: readonly ExplainedFieldJson[];
}

function pageJson(page: ExplainPage, version: string): ExplainJson {
  const { kind, path, field, mutability, descriptions, fields } = page;
  const own = field === undefined ? undefined : factsJson(field, version);
  return {
    group: kind.group,
    version: kind.version,
    kind: kind.kind,
    path: path.join('.'),
    ...(own === undefined
      ? {}
      : { field: mutability === undefined ? own : { ...own, mutability } }),
    description: descriptions.join('\n'),
    fields: fields.map((one) => fieldJson(one, version)),
  };
}

function fieldJson(
  { field, description, fields }: ExplainedField,
  version: string,
): ExplainedFieldJson {
  return {
    ...factsJson(field, version),
    ...(description === undefined ? {} : { description }),
    ...(fields.length === 0 ? {} : { fields: fields.map((one) => fieldJson(one, version)) }),
  };
}

function factsJson(field: ApiField, version: string): ExplainedFieldJson {
  const { publishedValues: _, ...facts } = field;
  const gate = field.gate === undefined ? undefined : gateState(field.gate, version);
  return {
    ...facts,
    type: typeText(field.type),
    ...(gate === undefined ? {} : { gateState: gate }),
  };
}
