import type { ApiField } from '../catalogue';

/** What the overlay may add to a field that the packages tell of. */
export type FieldFacts = Partial<
  Omit<ApiField, 'name' | 'type' | 'required' | 'publishedValues' | 'bounds'>
>;

/**
 * Facts by type and field. A type's key is its full name without `io.k8s.api.` (or, for the general and the CRD types,
 * without `io.k8s.apimachinery.pkg.apis.` and `io.k8s.apiextensions-apiserver.pkg.apis.`): `core.v1.Container`,
 * `meta.v1.LabelSelector`, `apiextensions.v1.JSONSchemaProps`. The generator refuses a key that does not exist.
 */
export type FactTable = Readonly<Record<string, Readonly<Record<string, FieldFacts>>>>;
