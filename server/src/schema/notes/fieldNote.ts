import type { TypeName } from '../catalogue';
import { POD_NOTES } from './podNotes';

export type NoteLanguage = 'en' | 'zh';

/**
 * Our own sentence on what a field does to a Pod's life; undefined where we have none.
 *
 * @param type the full type name, `io.k8s.api.core.v1.Probe`
 */
export function fieldNote(
  type: TypeName,
  field: string,
  language: NoteLanguage,
): string | undefined {
  const short = type.slice(type.lastIndexOf('.') + 1);
  const note = POD_NOTES[`${short}.${field}`] ?? POD_NOTES[`${aliasOf(short)}.${field}`];
  return note?.[language === 'zh' ? 1 : 0];
}

/** Types that have the fields of another one with the same meaning. */
function aliasOf(short: string): string {
  switch (short) {
    case 'EphemeralContainer':
      return 'Container';
    case 'PodTemplateSpec':
      return 'Pod';
    case 'ReplicaSetSpec':
    case 'StatefulSetSpec':
    case 'DaemonSetSpec':
    case 'ReplicationControllerSpec':
      return 'DeploymentSpec';
    default:
      return short;
  }
}
