// Which components a simulated cluster has, made ready for a scenario. They meet in the store and by messages only.
import { given } from '../support/given';
import { type AnyClusterComponent, anyComponent } from './api/clusterComponent';
import { createControllers } from './controllers/controllers';
import { createHappenings } from './happenings';
import { createInbox } from './kubectl/inbox';
import { createKubelet } from './kubelet/kubelet';
import { DEFAULT_LATENCIES } from './latencies';
import { createNetwork } from './network/network';
import { profileOf } from './runtime/images/profileOf';
import { startProgram } from './runtime/programs/startProgram';
import { createRuntime } from './runtime/runtime';
import { outagesOf, programsOf, registryOf, sizesOf } from './scenario/rules';
import type { Scenario } from './scenario/scenario';
import { createScheduler } from './scheduler/scheduler';

export function clusterComponents(scenario: Scenario): readonly AnyClusterComponent[] {
  const latencies = { ...DEFAULT_LATENCIES, ...scenario.cluster.latencies };
  const registry = registryOf(scenario.images);
  const programs = programsOf(scenario.programs);
  const sizes = sizesOf(scenario.images);
  const imageProfile = ({ full }: { readonly full: string }) => {
    const sizeBytes = sizes(full);
    return sizeBytes === undefined ? profileOf(full) : { ...profileOf(full), sizeBytes };
  };
  const network = true;
  const nodes = new Map(scenario.cluster.nodes.map((node) => [node.name, node]));
  return [
    anyComponent(createInbox()),
    createHappenings(scenario.happenings, latencies.watch),
    anyComponent(createScheduler({ latencies })),
    ...createControllers({ latencies, ...given({ gates: scenario.cluster.gates }) }),
    anyComponent(
      createKubelet({
        latencies,
        registry,
        imageProfile,
        programsOf: programs,
        outagesOf: outagesOf(scenario.outages ?? []),
        ...given({ gates: scenario.cluster.gates }),
        longestRestartDelayOf: (node) => nodes.get(node)?.longestRestartDelayMs,
        appArmorOf: (node) => nodes.get(node)?.appArmor,
        network,
      }),
    ),
    anyComponent(
      createRuntime({
        latencies,
        registry,
        imageProfile,
        startProgram,
        network,
        logMaxBytes: (node) => nodes.get(node)?.logMaxBytes,
        pullRateOf: (node) => nodes.get(node)?.pullRate,
      }),
    ),
    anyComponent(createNetwork({ latencies, traffic: scenario.traffic ?? [] })),
  ];
}
