// Which components a simulated cluster has, made ready for a scenario. They meet in the store and by messages only.
import { type AnyClusterComponent, anyComponent } from './api/clusterComponent';
import { createControllers } from './controllers/controllers';
import { createHappenings } from './happenings';
import { createKubelet } from './kubelet/kubelet';
import { DEFAULT_LATENCIES } from './latencies';
import { profileOf } from './runtime/images/profileOf';
import type { ProgramsOf, Registry } from './runtime/messages';
import { startProgram } from './runtime/programs/startProgram';
import { createRuntime } from './runtime/runtime';
import { fitsPattern, type Scenario } from './scenario/scenario';
import { createScheduler } from './scheduler/scheduler';

export function clusterComponents(scenario: Scenario): readonly AnyClusterComponent[] {
  const latencies = { ...DEFAULT_LATENCIES, ...scenario.cluster.latencies };
  const registry = registryOf(scenario);
  const programsOf = programsOfScenario(scenario);
  const imageProfile = ({ full }: { readonly full: string }) => profileOf(full);
  const network = false;
  return [
    createHappenings(scenario.happenings, latencies.watch),
    anyComponent(createScheduler({ latencies })),
    ...createControllers({ latencies }),
    anyComponent(createKubelet({ latencies, registry, imageProfile, programsOf, network })),
    anyComponent(createRuntime({ latencies, registry, imageProfile, startProgram, network })),
  ];
}

/** The first rule that fits decides; an image of which nobody says anything is not on the nodes and can be pulled. */
function registryOf({ images }: Scenario): Registry {
  return (image) => {
    const rule = images.find((candidate) => fitsPattern(candidate.image, image));
    return { present: rule?.present ?? false, pull: rule?.pull ?? { kind: 'succeeds' } };
  };
}

function programsOfScenario({ programs }: Scenario): ProgramsOf {
  return (pod, container) =>
    programs.find(
      (rule) =>
        fitsPattern(rule.pod, pod.name) &&
        fitsPattern(rule.container, container.name) &&
        fitsPattern(rule.image, container.image),
    )?.program;
}
