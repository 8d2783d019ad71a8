// 11. A dependency is down for a while: what falls? Asked by letting its server answer 500 from a moment on.

import type { Pod } from '../schema/objects';
import { DEFAULT_SCENARIO } from '../simulator/scenario/scenario';
import { type Answer, type Asked, duration } from './answer';
import { aboutPod, hasCondition, podStories } from './podStory';

const AT_MS = 60_000;
const WATCHED_MS = 600_000;

/**
 * For containers whose liveness and readiness ask one server: what a check that depends on something else does to them
 * when that is down. The server answers 500 from then on. Rules: L-PRB-8, L-PRB-10.
 */
export function dependencyDown(asked: Asked): readonly Answer[] {
  const scenario = asked.input.scenario ?? DEFAULT_SCENARIO;
  const story = podStories(asked.run).find(
    ({ pod, containers }) =>
      hasCondition(pod, 'Ready') &&
      containers.some(
        ({ spec }) =>
          typeof (spec.readinessProbe ?? spec.livenessProbe)?.httpGet?.port === 'number',
      ),
  );
  const container = story?.containers.find(
    ({ spec }) => typeof (spec.readinessProbe ?? spec.livenessProbe)?.httpGet?.port === 'number',
  );
  const port = (container?.spec.readinessProbe ?? container?.spec.livenessProbe)?.httpGet?.port;
  if (story === undefined || container === undefined || typeof port !== 'number') return [];
  const program = {
    pod: story.name,
    container: container.name,
    program: { servers: [{ port, protocol: 'http' as const, brokenFromMs: AT_MS }] },
  };
  const run = asked.rerun(asked.input.objects, {
    untilMs: AT_MS + WATCHED_MS,
    scenario: { ...scenario, programs: [program, ...scenario.programs] },
  });
  const falling = podStories(run).find(({ name }) => name === story.name);
  if (falling === undefined) return [];
  const down = falling.changes.find(
    ({ at, object }) => at >= AT_MS && hasCondition(object as Pod, 'Ready', 'False'),
  );
  const again = falling.containers
    .find(({ name }) => name === container.name)
    ?.instances.find(({ startedMs }) => startedMs > AT_MS);
  const restarted = again === undefined ? undefined : again.startedMs - AT_MS;
  const leaves = down === undefined ? undefined : down.at - AT_MS;
  const away =
    leaves === undefined
      ? ['It stays in its Service', '它一直留在 Service 中']
      : [
          `It leaves its Service after ${duration(leaves)[0]}`,
          `${duration(leaves)[1]}后离开 Service`,
        ];
  const fate =
    restarted === undefined
      ? [' and is not restarted.', ',不会重启。']
      : [
          ` and is restarted after ${duration(restarted)[0]}, again and again while it lasts, which helps nobody: keep the dependency out of the liveness probe.`,
          `,${duration(restarted)[1]}后重启,之后反复重启,于事无补:存活探针不要检查依赖。`,
        ];
  return [
    {
      id: 'dependency-down',
      severity: restarted === undefined ? 'fact' : 'risk',
      about: `${aboutPod(story)} ${container.name}`,
      sentence: [
        `If what its checks depend on is down: ${away[0]}${fate[0]}`,
        `若探针依赖的服务不可用:${away[1]}${fate[1]}`,
      ],
      numbers: {
        ...(restarted === undefined ? {} : { restartedMs: restarted }),
        ...(leaves === undefined ? {} : { leavesMs: leaves }),
      },
      evidence: [
        {
          field: `${container.field}.${restarted === undefined ? 'readinessProbe' : 'livenessProbe'}`,
        },
      ],
    },
  ];
}
