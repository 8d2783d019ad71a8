// Findings by document: a document that did not change is not looked at again, as long as nothing it was judged by did.

import type { Finding } from '../documents/finding';
import type { ManifestDocument } from '../documents/manifestDocument';
import type { ManifestFile } from '../documents/manifestFile';
import type { RuleScene } from '../rules/rule';
import type { FindingLanguage, FindingSettings } from '../rules/rules';
import { ruleSteps, withoutRepeatedWarnings, withSeverities } from '../rules/rules';
import { ruleScene } from '../rules/scene';
import { silencedInFile, withoutSilenced } from '../rules/silence';
import type { Catalogue } from '../schema/catalogue';
import type { Steps } from '../support/steps';
import { finish } from '../support/steps';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';
import { documentSteps } from './diagnostics';
import { documentRole, isOtherToolsFile } from './documentRole';

interface Known {
  readonly catalogue: Catalogue;
  readonly isPatch: boolean;
  /** What the document tells alone. */
  readonly own: readonly Finding[];
  /** Kept for the rules that look around; absent where none of them applies. */
  readonly scene: RuleScene | undefined;
  /** What it tells together with others, and the state of the workspace in which it did. */
  around: readonly Finding[];
  revision: number;
}

export interface CachedScene {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly uri: string;
  readonly version: string;
}

export class DiagnosticsCache {
  readonly #workspace: WorkspaceIndex;
  readonly #language: FindingLanguage;
  readonly #onError: (error: unknown) => void;
  readonly #known = new WeakMap<ManifestDocument, Known>();

  /** @param onError told when a check fails on a document; the other checks and documents go on */
  constructor(
    workspace: WorkspaceIndex,
    language: FindingLanguage,
    onError: (error: unknown) => void = () => undefined,
  ) {
    this.#workspace = workspace;
    this.#language = language;
    this.#onError = onError;
  }

  *#safely<T>(work: () => Steps<T>, otherwise: T): Steps<T> {
    try {
      return yield* work();
    } catch (error) {
      this.#onError(error);
      return otherwise;
    }
  }

  /** Whether the document was judged already, by whatever it was judged then. */
  has(document: ManifestDocument): boolean {
    return this.#known.has(document);
  }

  /**
   * Does the part of the work that needs this document alone. Whoever has many documents to judge lets each do its part
   * first; otherwise the first one that looks around would do it for all.
   */
  *prepare(scene: CachedScene): Steps<void> {
    if (isOtherToolsFile(scene.uri)) return;
    yield* this.#ownOf(scene);
    this.#workspace.factsOf(scene.document);
  }

  /**
   * Needs the YAML parser to be loaded. Comments that silence single lines are heeded, settings are not.
   *
   * @param isFresh whether a document that did not change is asked anew what it says of its changed neighbours
   */
  findings(scene: CachedScene, isFresh = true): readonly Finding[] {
    return finish(this.findingSteps(scene, isFresh));
  }

  /** The same in steps. What changes between two of them is taken up by the next call. */
  *findingSteps(scene: CachedScene, isFresh = true): Steps<readonly Finding[]> {
    const { document, uri } = scene;
    if (isOtherToolsFile(uri)) return [];
    const known = yield* this.#ownOf(scene);
    const { revision } = this.#workspace;
    const isStale = isFresh ? known.revision !== revision : known.revision < 0;
    if (known.scene !== undefined && isStale) {
      const around = yield* this.#rules(known.scene, 'workspace');
      known.around = withoutSilenced(document, around, new Set());
      known.revision = revision;
    }
    return known.around.length === 0 ? known.own : inOrder([...known.own, ...known.around]);
  }

  #rules(scene: RuleScene, reads: 'document' | 'workspace'): Steps<readonly Finding[]> {
    return this.#safely(() => ruleSteps(scene, this.#language, reads), []);
  }

  *#ownOf(scene: CachedScene): Steps<Known> {
    const { document, uri, catalogue } = scene;
    const isPatch = this.#workspace.isPatch(uri);
    const known = this.#known.get(document);
    if (known?.catalogue === catalogue && known.isPatch === isPatch) return known;
    const judged = yield* this.#judge(scene, isPatch);
    this.#known.set(document, judged);
    return judged;
  }

  *#judge(scene: CachedScene, isPatch: boolean): Steps<Known> {
    const { document, catalogue, uri } = scene;
    const role = documentRole(document, uri, isPatch);
    yield;
    const findings = yield* this.#safely(() => documentSteps({ ...scene, role }), []);
    const isWhole = role === 'manifest' && document.value.issues.length === 0;
    const rules = isWhole
      ? ruleScene({ catalogue, document, uri, index: this.#workspace })
      : undefined;
    const ours = rules === undefined ? [] : yield* this.#rules(rules, 'document');
    const told = inOrder(withoutRepeatedWarnings([...findings, ...ours]));
    const own = withoutSilenced(document, told, new Set());
    return { catalogue, isPatch, own, scene: rules, around: [], revision: -1 };
  }
}

/** As the eye meets them. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.span.start - b.span.start);
}

/** Codes that comments silence in a whole file; `all` of them. */
export type Silenced = ReturnType<typeof silencedInFile>;

export function silencedIn({ text, documents }: ManifestFile): Silenced {
  // One look at the whole text is cheaper than one at each document.
  if (!text.includes('podlab-disable')) return new Set();
  return silencedInFile(documents.map(({ document }) => document));
}

/** The findings that are to be shown, with the severities that the user asked for. */
export function shownFindings(
  findings: readonly Finding[],
  settings: FindingSettings,
  silenced: Silenced,
): readonly Finding[] {
  if (silenced === 'all') return [];
  return withSeverities(findings, settings).filter(({ code }) => !silenced.has(code));
}
