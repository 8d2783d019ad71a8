// What kubectl printed at moments of the recorded scenarios, against what our kubectl prints at the same moments.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { kubectl } from '../../server/src/simulator/kubectl/session';
import { post, startSimulation } from '../../server/src/simulator/simulate';
import { readScenario } from './readScenario';

const SCENARIOS = join(import.meta.dirname, 'scenarios');
const RECORDED = join(import.meta.dirname, '../../../shared/oracle/kubectl');
/** Ages, IDs and what the recordings' machine was called differ; jitter may put a moment into another state. */
const LEAST_SHARE = 0.95;

interface Capture {
  readonly scenario: string;
  readonly label: string;
  readonly atMs: number;
  readonly args: readonly string[];
}

function captures(): readonly Capture[] {
  return readdirSync(SCENARIOS).flatMap((scenario) => {
    const { actions = [] } = parse(
      readFileSync(join(SCENARIOS, scenario, 'scenario.yaml'), 'utf8'),
    ) as {
      readonly actions?: readonly {
        readonly at?: number;
        readonly capture?: string;
        readonly kubectl?: readonly string[];
      }[];
    };
    return actions.flatMap(({ at, capture, kubectl: args }) =>
      at === undefined || capture === undefined || args === undefined
        ? []
        : [{ scenario, label: capture, atMs: at * 1000, args }],
    );
  });
}

/** Lines without what no two clusters have in common. */
function normalized(text: string): readonly string[] {
  return text
    .replace(/\b\d+(?:m\d*s?|s|h\d*m?|d\d*h?)\b/g, 'AGE')
    .replace(/\b\w{3}, \d\d \w{3} \d{4} [\d:]+ \+0000/g, 'TIME')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/(?:sha256:|containerd:\/\/|@sha256:)[0-9a-f]{64}/g, 'ID')
    .replace(/Image ID: +\S+/g, 'Image ID: ID')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, 'IP')
    .replace(/kube-api-access-\w{5}/g, 'kube-api-access')
    .replace(/-[a-z0-9]{8,10}(?:-[a-z0-9]{5})?\b/g, '-HASH')
    .replace(/\(x\d+ over AGE\)/g, '(xN over AGE)')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

function shareInCommon(a: readonly string[], b: readonly string[]): number {
  const left = [...b];
  const common = a.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * common.length) / (a.length + b.length);
}

test('get and describe print what kubectl printed in a real cluster', () => {
  if (!existsSync(RECORDED)) {
    console.log('the recorded output is absent: nothing to compare');
    return;
  }
  const shares: { readonly name: string; readonly share: number }[] = [];
  for (const { scenario, label, atMs, args } of captures()) {
    const file = join(RECORDED, `${scenario}.${label}.txt`);
    if (!existsSync(file)) continue;
    const read = readScenario(join(SCENARIOS, scenario));
    const cluster = startSimulation(read.scenario, 1);
    for (const object of read.manifests) post(cluster, object);
    cluster.advance(atMs + 200);
    const { stdout, stderr } = kubectl(
      args.map((arg) => arg.replaceAll('{ns}', read.namespace)),
      {
        cluster,
        catalogue: getCatalogue(),
        namespace: read.namespace,
        objectsIn: () => undefined,
        stdin: '',
      },
    );
    const recorded = readFileSync(file, 'utf8').split('\n').slice(1).join('\n');
    shares.push({
      name: `${scenario}.${label}`,
      share: shareInCommon(normalized(recorded), normalized(stdout + stderr)),
    });
  }
  const mean = shares.reduce((sum, { share }) => sum + share, 0) / shares.length;
  const worst = shares.sort((a, b) => a.share - b.share).slice(0, 12);
  expect(mean, JSON.stringify(worst)).toBeGreaterThan(LEAST_SHARE);
  if (process.env['VERBOSE'] === '1') console.log(mean, worst);
}, 60_000);
