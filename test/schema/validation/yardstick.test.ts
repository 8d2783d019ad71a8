// What a real API server said about two hundred manifests and updates, against what we say.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import type { KubeObject } from '../../../server/src/schema/objects';
import { patchObject, patchTypeOf } from '../../../server/src/schema/patch/applyPatch';
import { type AdmissionContext, admit } from '../../../server/src/schema/validation/admit';
import type { ApiStatus } from '../../../server/src/schema/validation/types';
import { warningsFor } from '../../../server/src/schema/validation/validate';
import { LIVE_POD } from './livePod';

interface Recorded {
  readonly name: string;
  readonly manifest?: string;
  readonly update?: unknown;
  readonly patchType?: string;
  readonly subresource?: string;
  readonly valid: boolean;
  readonly code: number;
  readonly message?: string;
  readonly causes?: readonly { reason: string; message: string; field: string }[];
  readonly warnings?: readonly string[];
}

const CASES = JSON.parse(
  readFileSync(new URL('./validation.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

const CLUSTER: AdmissionContext = {
  namespace: 'validation',
  serviceAccounts: ['default'],
  priorityClasses: new Map([
    ['system-node-critical', 2000001000],
    ['system-cluster-critical', 2000000000],
  ]),
  runtimeClasses: [],
};

/** The kind whose URL the manifest was sent to; the recording tells it only in its answers. */
function targetOf(recorded: Recorded, object: unknown): { apiVersion: string; kind: string } {
  const own = object as { apiVersion?: string; kind?: string } | null;
  const told = /(?:handled as a|must be of type) (\w+)/.exec(recorded.message ?? '')?.[1];
  const kind = told ?? own?.kind ?? 'Pod';
  if (kind === 'Pod') return { apiVersion: 'v1', kind };
  return { apiVersion: own?.apiVersion ?? 'v1', kind };
}

function answer(recorded: Recorded): {
  status: ApiStatus | undefined;
  warnings: readonly string[];
} {
  const catalogue = getCatalogue();
  if (recorded.manifest === undefined) {
    const type = patchTypeOf(recorded.patchType ?? '') ?? 'strategic';
    const patched = patchObject(type, 'Pod', LIVE_POD, recorded.update);
    const status = admit(catalogue, patched.object, LIVE_POD, {
      ...CLUSTER,
      patch: { type, body: recorded.update },
      ...(recorded.subresource === undefined ? {} : { subresource: recorded.subresource }),
    });
    return { status, warnings: [] };
  }
  const object: unknown = parseAllDocuments(recorded.manifest, { version: '1.1' })[0]?.toJS();
  const status = admit(catalogue, object, undefined, {
    ...CLUSTER,
    target: targetOf(recorded, object),
  });
  return { status, warnings: status === undefined ? warningsFor(object as KubeObject) : [] };
}

/** Random letters at the end of a generated name differ from run to run. */
function neutral(text: string): string {
  return text.replaceAll(/Web-[a-z0-9]{5}/g, 'Web-xxxxx');
}

test('a manifest gets the verdict, the words, the causes and the warnings of a real API server', () => {
  const wrong: string[] = [];
  const counts = { verdicts: 0, messages: 0, causes: 0, warnings: 0 };
  for (const recorded of CASES) {
    const { status, warnings } = answer(recorded);
    const code = status?.code ?? recorded.code;
    const verdict = (status === undefined) === recorded.valid && code === recorded.code;
    const message = neutral(status?.message ?? '') === neutral(recorded.message ?? '');
    const causes =
      neutral(JSON.stringify(sorted(status?.causes ?? []))) ===
      neutral(JSON.stringify(sorted(recorded.causes ?? [])));
    const said = warnings.map((text) => `299 - ${JSON.stringify(text)}`);
    const warned = JSON.stringify(said) === JSON.stringify(recorded.warnings ?? []);
    counts.verdicts += Number(verdict);
    counts.messages += Number(message);
    counts.causes += Number(causes);
    counts.warnings += Number(warned);
    if (!verdict || !message || !causes || !warned) {
      wrong.push(
        `${recorded.name}\n  real: ${recorded.code} ${recorded.message}\n  ours: ${status?.code ?? 201} ${status?.message}`,
      );
    }
  }
  const all = CASES.length;
  expect(`${wrong.join('\n')}\n${JSON.stringify(counts)}`).toBe(
    `\n${JSON.stringify({ verdicts: all, messages: all, causes: all, warnings: all })}`,
  );
});

function sorted<
  T extends { readonly field: string; readonly reason: string; readonly message: string },
>(causes: readonly T[]): readonly string[] {
  return causes.map(({ reason, message, field }) => `${field} ${reason} ${message}`).sort();
}
