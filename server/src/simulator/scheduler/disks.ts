// Disks that Pods name themselves, without a claim: most of them cannot be attached to one node twice.

import type { Pod, Volume } from '../../schema/objects';
import { listAt, plainAt, textAt } from '../../schema/plain';

const KINDS = ['gcePersistentDisk', 'awsElasticBlockStore', 'iscsi', 'rbd'] as const;

const NONE: readonly never[] = [];

export function disksOf({ spec }: Pod): readonly Volume[] {
  let disks: Volume[] | undefined;
  for (const volume of spec.volumes ?? NONE)
    if (KINDS.some((kind) => volume[kind] !== undefined)) (disks ??= []).push(volume);
  return disks ?? NONE;
}

/** Whether one of the disks is among those that are there. Rules: L-SCH-5 */
export function collidingDisks(own: readonly Volume[], there: readonly Volume[]): boolean {
  return own.some((disk) => there.some((other) => collide(disk, other)));
}

/** What both only read can be shared; an EBS volume never is. */
function collide(a: Volume, b: Volume): boolean {
  return KINDS.some((kind) => {
    const [left, right] = [plainAt(a, kind), plainAt(b, kind)];
    if (left === undefined || right === undefined) return false;
    const bothRead = left['readOnly'] === true && right['readOnly'] === true;
    const same = (field: string, absent = '') =>
      (textAt(left, field) || absent) === (textAt(right, field) || absent);
    switch (kind) {
      case 'awsElasticBlockStore':
        return same('volumeID');
      case 'gcePersistentDisk':
        return same('pdName') && !bothRead;
      case 'iscsi':
        return same('iqn') && !bothRead;
      case 'rbd': {
        const monitors = listAt(right, 'monitors');
        const meets = listAt(left, 'monitors').some((monitor) => monitors.includes(monitor));
        return meets && same('pool', 'rbd') && same('image') && !bothRead;
      }
    }
    return false;
  });
}
