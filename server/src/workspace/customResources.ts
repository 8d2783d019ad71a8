// The CustomResourceDefinitions of the workspace as part of the catalogue.

import type { ManifestDocument } from '../documents/manifestDocument';
import { isYamlLoaded, loadYaml } from '../documents/yamlValue';
import type { Catalogue } from '../schema/catalogue';
import type { CrdTypes } from '../schema/crdCatalogue';
import { crdTypes, layered, layeredDescriptions } from '../schema/crdCatalogue';
import type { Descriptions } from '../schema/descriptions';
import type { WorkspaceIndex } from './workspaceIndex';

export class CustomResources {
  readonly #workspace: WorkspaceIndex;
  readonly #types = new WeakMap<ManifestDocument, CrdTypes>();
  readonly #layers = new Map<
    Catalogue,
    { readonly crds: readonly CrdTypes[]; readonly result: Catalogue }
  >();

  constructor(workspace: WorkspaceIndex) {
    this.#workspace = workspace;
  }

  /** Ends when the definitions can be read; at once while there are none, so that nobody waits for a parser in vain. */
  async ready(): Promise<void> {
    if (this.#workspace.customResourceDefinitions.length > 0) await loadYaml();
  }

  /** The catalogue with the workspace's kinds behind its own; itself while there are none. */
  over(base: Catalogue): Catalogue {
    const crds = this.#crds();
    if (crds.length === 0) return base;
    const known = this.#layers.get(base);
    if (known !== undefined && isSame(known.crds, crds)) return known.result;
    const result = layered(base, crds);
    this.#layers.set(base, { crds, result });
    return result;
  }

  descriptionsOver(base: Descriptions): Descriptions {
    const crds = this.#crds();
    return crds.length === 0 ? base : layeredDescriptions(base, crds);
  }

  #crds(): readonly CrdTypes[] {
    if (!isYamlLoaded()) return [];
    return this.#workspace.customResourceDefinitions.map((document) => {
      const known = this.#types.get(document);
      if (known !== undefined) return known;
      const types = crdTypes(document.value.value);
      this.#types.set(document, types);
      document.forgetValue();
      return types;
    });
  }
}

function isSame(one: readonly CrdTypes[], other: readonly CrdTypes[]): boolean {
  return one.length === other.length && one.every((types, i) => types === other[i]);
}
