import { parseAllDocuments } from 'yaml';
import type { Answer } from '../../server/src/answers/answer';
import { answersOf } from '../../server/src/answers/answers';
import type { KubeObject } from '../../server/src/schema/objects';
import { DEFAULT_SCENARIO, type Scenario } from '../../server/src/simulator/scenario/scenario';
import { simulate } from '../../server/src/simulator/simulate';

/** The images that the tests use are on the node, so that no pull stands in their times. */
const AT_HAND: Scenario = {
  ...DEFAULT_SCENARIO,
  images: [
    { image: 'app:1', present: true },
    { image: 'busybox:1.36', present: true },
    ...DEFAULT_SCENARIO.images,
  ],
};

export function objectsOf(yaml: string): readonly KubeObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as KubeObject);
}

/** The answers to one question about a run of the manifests. */
export function ask(
  id: string,
  yaml: string,
  options: {
    readonly untilMs?: number;
    readonly scenario?: Scenario;
    readonly whatIf?: boolean;
  } = {},
): readonly Answer[] {
  const input = {
    objects: objectsOf(yaml),
    scenario: options.scenario ?? AT_HAND,
    seed: 1,
    untilMs: options.untilMs ?? 120_000,
  };
  return answersOf(input, simulate(input), { whatIf: options.whatIf ?? false }).filter(
    (answer) => answer.id === id,
  );
}

/** A Pod `web` with one container `app` of the given lines, and more lines of its spec. */
export function podYaml(container: string, spec = ''): string {
  const indent = (text: string, by: string): string =>
    text.trim() === ''
      ? ''
      : text
          .trim()
          .split('\n')
          .map((line) => by + line)
          .join('\n');
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
${indent(spec, '  ')}
  containers:
  - name: app
    image: app:1
${indent(container, '    ')}
`;
}
