// The field catalogue of the Kubernetes API: which types there are, which fields they have and what is known of each.
// The tables are generated at build time (server/build/generateCatalogue.mjs) into server/src/schema/generated/ and are
// never committed; the facts that no package carries stand in the overlay beside this file. Texts are loaded apart
// (descriptions.ts), so that whoever needs no prose never parses it.

/** Full name of a type as Kubernetes' OpenAPI writes it: `io.k8s.api.core.v1.Container`. */
export type TypeName = string;

/** What may stand as the value of a field. */
export type FieldType =
  | { readonly kind: 'object'; readonly type: TypeName }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly of: FieldType }
  /** `typeName` where the API's document gives the scalar a name: `Time`, `MicroTime`, `Quantity`. */
  | {
      readonly kind: 'string';
      readonly format?: 'date-time' | 'byte' | 'quantity';
      readonly typeName?: TypeName;
    }
  | { readonly kind: 'integer'; readonly format: 'int32' | 'int64' }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'intOrString' }
  /** A free-form JSON value (`RawExtension`, a CRD's schema, managed fields). */
  | { readonly kind: 'any'; readonly typeName?: TypeName };

/** When a field may be changed after its object was created; absent where nothing is known. */
export type Mutability = 'immutable' | 'mutable' | 'restricted';

export interface ApiField {
  /** The name on the wire: `livenessProbe`. */
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** All values that the API server accepts, where it accepts a closed set; for a list those of an element. `""` can be one. */
  readonly values?: readonly string[];
  /**
   * What the API's own document lists, where that differs from `values`: nothing, or values behind a feature gate that
   * is off by default. This is what `kubectl explain` prints.
   */
  readonly publishedValues?: readonly string[];
  /** Values worth offering where the set is open (capability names, field paths); for a map: keys. */
  readonly suggestions?: readonly string[];
  /** The default as YAML would write it (`10`, `TCP`, `{}`); a sentence for conditional ones stands in `defaultNote`. */
  readonly default?: string;
  readonly defaultNote?: string;
  /** First Kubernetes minor version that has the field, `1.33`; absent: in 1.30 or earlier, or as old as its type. */
  readonly since?: string;
  /** The feature gate that must be on. */
  readonly gate?: string;
  readonly mutability?: Mutability;
  /** For lists: the keys that tell the elements apart (strategic merge, server-side apply). */
  readonly mergeKeys?: readonly string[];
  readonly deprecated?: boolean;
  /** What else a CRD's schema asks of the value, in symbols: `1 … 9`, `/^[a-z]+$/`. */
  readonly bounds?: string;
}

export interface ApiType {
  readonly name: TypeName;
  /** Sorted by name, as `kubectl explain` lists them. */
  readonly fields: readonly ApiField[];
  /** Other fields are kept too, so an unknown one is no mistake (CRDs that preserve unknown fields). */
  readonly open?: boolean;
}

/** A kind that can stand as a document of its own. */
export interface ApiKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly type: TypeName;
  readonly namespaced: boolean;
  /** `pods`; short names as `kubectl api-resources` lists them. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** Field path of the Pod template, `spec.template`; `""` for Pod itself; absent where no Pod is inside. */
  readonly podTemplate?: string;
  /** First Kubernetes minor version that serves it, `1.34`; absent: 1.30 or earlier. */
  readonly since?: string;
}

/** The whole catalogue. One value, made once, never changed; CRDs found in a workspace give a catalogue on top of it. */
export interface Catalogue {
  /** Without the typed lists (`PodList`), which `kind` knows nevertheless. */
  readonly kinds: readonly ApiKind[];
  /** @param apiVersion `v1`, `apps/v1` */
  kind(apiVersion: string, kind: string): ApiKind | undefined;
  type(name: TypeName): ApiType | undefined;
  field(type: TypeName, name: string): ApiField | undefined;
}

/** Steps from a kind's root: field names and list indices, `['spec', 'containers', 0, 'image']`. */
export type FieldPath = readonly (string | number)[];

/** `spec.containers[0].image`, as the API server writes paths; keys that are no plain word stand in brackets: `metadata.labels[app.kubernetes.io/name]`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number' || !/^[A-Za-z_$][\w$-]*$/.test(step)) text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
