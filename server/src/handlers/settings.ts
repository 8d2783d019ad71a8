// The settings under `podlab`, per file, as one read-only value.

import type { InitializeParams } from 'vscode-languageserver';
import type { Severity } from '../documents/finding';
import { CHOICES } from '../features/apiModel';
import { given } from '../support/given';
import type { Connection } from './connection';

/** `shared`: another extension serves plain fields there; only what it does not know is ours. */
export type Overlap = 'on' | 'shared' | 'off';

export interface Settings {
  readonly completion: Overlap;
  readonly hover: Overlap;
  readonly validation: Overlap;
  readonly kubernetesVersion: string;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  /** Which run the line above a document tells of; `untilMs` absent: chosen from the manifest. */
  readonly run: { readonly seed: number; readonly untilMs?: number };
  /** Severity by code; `off` silences it. */
  readonly findings: Readonly<Record<string, Severity | 'off'>>;
}

const DEFAULTS: Settings = {
  completion: 'on',
  hover: 'on',
  validation: 'on',
  kubernetesVersion: CHOICES.newest,
  codeLens: true,
  inlayHints: true,
  run: { seed: 1 },
  findings: {},
};

export class SettingsStore {
  readonly #connection: Connection;
  readonly #asks: boolean;
  readonly #initial: Settings;
  readonly #known = new Map<string, Settings>();

  constructor(connection: Connection, params: InitializeParams) {
    this.#connection = connection;
    this.#asks = params.capabilities.workspace?.configuration === true;
    this.#initial = readSettings(initialSettings(params.initializationOptions), DEFAULTS);
  }

  /** What holds for a file now; never waits. What the editor says arrives with `ask`. */
  of(uri: string): Settings {
    return this.#known.get(uri) ?? this.#initial;
  }

  /** Asks the editor for a file's settings. True when they are other than before. */
  async ask(uri: string): Promise<boolean> {
    if (!this.#asks) return false;
    const answer: unknown = await this.#connection.workspace.getConfiguration({
      scopeUri: uri,
      section: 'podlab',
    });
    const before = JSON.stringify(this.of(uri));
    const settings = readSettings(answer, this.#initial);
    this.#known.set(uri, settings);
    return JSON.stringify(settings) !== before;
  }

  /** Settings that were sent along with a change, for clients that cannot be asked. */
  takeAll(settings: unknown): void {
    const own = property(settings, 'podlab') ?? settings;
    if (own === null || own === undefined) return;
    this.#known.clear();
    Object.assign(this.#initial, readSettings(own, this.#initial));
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }
}

/** Editors send them under `settings`, under the section's name, under both, or bare. */
function initialSettings(options: unknown): unknown {
  const sent = property(options, 'settings') ?? options;
  return property(sent, 'podlab') ?? sent;
}

function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function readSettings(from: unknown, fallback: Settings): Settings {
  const version = property(from, 'kubernetesVersion');
  const findings = property(from, 'findings');
  return {
    completion: overlap(property(from, 'completion'), fallback.completion),
    hover: overlap(property(from, 'hover'), fallback.hover),
    validation: overlap(property(from, 'validation'), fallback.validation),
    kubernetesVersion:
      typeof version === 'string' && CHOICES.all.includes(version)
        ? version
        : fallback.kubernetesVersion,
    codeLens: toggle(property(from, 'codeLens'), fallback.codeLens),
    inlayHints: toggle(property(from, 'inlayHints'), fallback.inlayHints),
    run: runOf(property(from, 'run'), fallback.run),
    findings:
      typeof findings === 'object' && findings !== null ? severities(findings) : fallback.findings,
  };
}

function runOf(from: unknown, fallback: Settings['run']): Settings['run'] {
  const [seed, minutes] = [property(from, 'seed'), property(from, 'minutes')];
  const untilMs =
    typeof minutes !== 'number'
      ? fallback.untilMs
      : minutes > 0
        ? Math.round(minutes * 60_000)
        : undefined;
  return {
    seed: Number.isSafeInteger(seed) ? Number(seed) : fallback.seed,
    ...given({ untilMs }),
  };
}

function toggle(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}

function overlap(value: unknown, fallback: Overlap): Overlap {
  if (value === 'auto') return 'on';
  return value === 'on' || value === 'shared' || value === 'off' ? value : fallback;
}

function severities(findings: object): Settings['findings'] {
  const known: Record<string, Severity | 'off'> = {};
  for (const [code, value] of Object.entries(findings)) {
    if (['error', 'warning', 'information', 'hint', 'off'].includes(String(value))) {
      known[code] = value as Severity | 'off';
    }
  }
  return known;
}
