import { spanAt } from '../documents/spans';
import { booleanAt, textAt } from '../schema/plain';
import { runsForever, startedWords } from './commandLine';
import { isHelperImage } from './image';
import type { ContainerView, PodView, Rule, RuleFinding, RuleScene } from './rule';

/** A helper that never ends as an ordinary container of a Job. Rules: L-PHS-1, L-INI-2 */
export const sidecarKeepsJobRunning: Rule = {
  code: 'sidecar-keeps-job-running',
  severity: 'warning',
  reads: 'document',
  page: [
    'A Job’s Pod has succeeded when all its ordinary containers have ended. A proxy, a log shipper or a loop that never ends keeps it Running for ever, although the work is done.\nMake it a sidecar: an init container with `restartPolicy: Always`. It starts before the work, and is stopped when the work has ended.',
    'Job 的 Pod 要等所有普通容器都结束才算成功。代理、日志收集或永不结束的循环会让它一直 Running，尽管工作早已完成。\n请把它改成 sidecar：带 `restartPolicy: Always` 的 init 容器，在工作之前启动，工作结束后自动停止。',
  ],
  check: (scene) =>
    scene.pods.flatMap((pod) => (/^(?:Job|CronJob)$/.test(pod.api.kind) ? inPod(scene, pod) : [])),
};

/** Whether a container is there for the others and never ends. */
export function isEndlessHelper({ value }: ContainerView): boolean {
  const words = startedWords(value);
  return isHelperImage(textAt(value, 'image')) || (words !== undefined && runsForever(words));
}

function inPod({ document }: RuleScene, { containers, spec }: PodView): readonly RuleFinding[] {
  // The worker may end the others itself then.
  if (booleanAt(spec, 'shareProcessNamespace') === true) return [];
  const apps = containers.filter(({ role }) => role === 'app');
  const helpers = apps.filter(isEndlessHelper);
  const worker = apps.find((it) => !helpers.includes(it));
  if (worker === undefined) return [];
  return helpers.map(({ path, name }) => ({
    span: spanAt(document, [...path, 'name']),
    message: [
      `\`${name}\` never ends, so this Job never completes: its Pod is Running as long as one ordinary container is. Make \`${name}\` an init container with \`restartPolicy: Always\`; it is then stopped when \`${worker.name}\` has ended.`,
      `\`${name}\` 永不结束，Job 就永远不会完成：只要还有一个普通容器在运行，Pod 就是 Running。请把 \`${name}\` 改成 \`restartPolicy: Always\` 的 init 容器，\`${worker.name}\` 结束后它会被停止。`,
    ],
  }));
}
