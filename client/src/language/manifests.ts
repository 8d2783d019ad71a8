// The cheap look that decides whether a file is worth waking the language server for. No YAML is parsed here.

/** How much of a file is looked at; a manifest says what it is at its top. */
const LOOKED_AT = 20_000;
const YAML_MANIFEST = /^(?:apiVersion|kind)\s*:/m;
const JSON_MANIFEST = /"(?:apiVersion|kind)"\s*:/;
const ONLY_COMMENTS = /^(?:\s*(?:#.*|---.*)?(?:\r?\n|$))*$/;

/** Whether `text` looks like Kubernetes objects: `apiVersion` or `kind` stands at the left edge, or anywhere in JSON. */
export function looksLikeManifest(text: string, languageId: string): boolean {
  const top = text.slice(0, LOOKED_AT);
  return languageId === 'json' ? JSON_MANIFEST.test(top) : YAML_MANIFEST.test(top);
}

/** Whether a manifest may be about to be written here: nothing stands in the file yet but comments. */
export function isBlank(text: string): boolean {
  return text.length < 2000 && ONLY_COMMENTS.test(text);
}
