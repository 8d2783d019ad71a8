import type { ApiField } from '../catalogue';
export type FieldFacts = Partial<Omit<ApiField, 'name' | 'type'>>;
export const OVERLAY: {
  readonly shortNames: Readonly<Record<string, readonly string[]>>;
  readonly fields: Readonly<Record<string, Readonly<Record<string, FieldFacts>>>>;
} = { shortNames: {}, fields: {} };
