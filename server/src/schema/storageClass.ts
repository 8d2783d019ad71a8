const OLD_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** The StorageClass that a claim or a volume names; the annotation of old manifests comes before the field. */
export function storageClassOf({
  metadata,
  spec,
}: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly storageClassName?: string };
}): string | undefined {
  return metadata.annotations?.[OLD_ANNOTATION] ?? spec?.storageClassName;
}
