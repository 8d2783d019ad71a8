import { type ConfigurationScope, workspace } from 'vscode';
import { SETTINGS_SECTION } from './contributions';

/** What the client itself heeds; the language server asks for its part per document. */
export interface Settings {
  readonly seed: number;
  /** Horizon of a run in milliseconds; absent: chosen from the manifest. */
  readonly untilMs?: number;
  readonly overlap: Readonly<Record<OverlapFeature, Overlap>>;
}
export type OverlapFeature = 'completion' | 'hover' | 'validation';
export type Overlap = 'auto' | 'on' | 'off';

export const OVERLAP_FEATURES: readonly OverlapFeature[] = ['completion', 'hover', 'validation'];

export function readSettings(scope?: ConfigurationScope): Settings {
  const section = workspace.getConfiguration(SETTINGS_SECTION, scope ?? null);
  const minutes = section.get('run.minutes', 0);
  return {
    seed: section.get('run.seed', 1),
    ...(minutes > 0 ? { untilMs: Math.round(minutes * 60_000) } : {}),
    overlap: {
      completion: section.get('completion', 'auto'),
      hover: section.get('hover', 'auto'),
      validation: section.get('validation', 'auto'),
    },
  };
}
