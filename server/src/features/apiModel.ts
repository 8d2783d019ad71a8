// The Kubernetes API as the user's settings and workspace make it: one version, with the workspace's custom resources.

import { getCatalogue } from '../schema/builtinCatalogue';
import type { Catalogue } from '../schema/catalogue';
import { layered, layeredDescriptions } from '../schema/crdCatalogue';
import type { Descriptions } from '../schema/descriptions';
import { loadDescriptions } from '../schema/descriptions';
import { asOf, KUBERNETES_VERSIONS, NEWEST_VERSION } from '../schema/versions';
import { CustomResources } from '../workspace/customResources';
import { WorkspaceIndex } from '../workspace/workspaceIndex';
import { scenarioTypes } from './scenarioSchema';

export class ApiModel {
  readonly workspace = new WorkspaceIndex(getCatalogue());
  readonly #custom = new CustomResources(this.workspace);
  readonly #byVersion = new Map<string, Catalogue>();
  #descriptions: Descriptions | undefined;

  /** Ends when `catalogue` and `descriptions` know all that the workspace defines. */
  ready(): Promise<void> {
    return this.#custom.ready();
  }

  /** @param version one of `CHOICES.all` */
  catalogue(version: string): Catalogue {
    const base =
      this.#byVersion.get(version) ?? layered(asOf(getCatalogue(), version), [scenarioTypes()]);
    this.#byVersion.set(version, base);
    return this.#custom.over(base);
  }

  descriptions(): Descriptions {
    this.#descriptions ??= layeredDescriptions(loadDescriptions(), [scenarioTypes()]);
    return this.#custom.descriptionsOver(this.#descriptions);
  }
}

/** The versions that a setting may name, and the one that holds without it. */
export const CHOICES = { all: KUBERNETES_VERSIONS, newest: NEWEST_VERSION };
