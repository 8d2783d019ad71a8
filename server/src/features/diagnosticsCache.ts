// Findings by document: a document that did not change is not looked at again, as long as nothing it was judged by did.

import type { Finding } from '../documents/finding';
import type { ManifestDocument } from '../documents/manifestDocument';
import type { Catalogue } from '../schema/catalogue';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';
import { documentFindings } from './diagnostics';
import type { DocumentRole } from './documentRole';
import { documentRole, isOtherToolsFile } from './documentRole';

interface Known {
  readonly catalogue: Catalogue;
  readonly role: DocumentRole;
  readonly findings: readonly Finding[];
}

export interface CachedScene {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly start: number;
  readonly uri: string;
  readonly version: string;
}

export class DiagnosticsCache {
  readonly #workspace: WorkspaceIndex;
  readonly #known = new WeakMap<ManifestDocument, Known>();

  constructor(workspace: WorkspaceIndex) {
    this.#workspace = workspace;
  }

  findings(scene: CachedScene): readonly Finding[] {
    const { document, catalogue, uri } = scene;
    if (isOtherToolsFile(uri)) return [];
    const known = this.#known.get(document);
    if (known !== undefined && known.catalogue === catalogue) return known.findings;
    const role = documentRole(document, uri, this.#workspace.isPatch(uri));
    const findings = documentFindings({ ...scene, role });
    // The value is large and was needed here only.
    document.forgetValue();
    this.#known.set(document, { catalogue, role, findings });
    return findings;
  }
}
