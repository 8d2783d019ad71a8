// Which components a simulated cluster has, made ready for a scenario. They meet in the store and by messages only.
import { type AnyClusterComponent, anyComponent } from './api/clusterComponent';
import { createControllers } from './controllers/controllers';
import { createHappenings } from './happenings';
import { DEFAULT_LATENCIES } from './latencies';
import type { Scenario } from './scenario/scenario';
import { createScheduler } from './scheduler/scheduler';

export function clusterComponents(scenario: Scenario): readonly AnyClusterComponent[] {
  const latencies = { ...DEFAULT_LATENCIES, ...scenario.cluster.latencies };
  return [
    createHappenings(scenario.happenings, latencies.watch),
    anyComponent(createScheduler({ latencies })),
    ...createControllers({ latencies }),
  ];
}
