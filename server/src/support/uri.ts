/** One spelling for a uri that editors and runtimes escape differently: to compare with, not to send. */
export function canonicalUri(uri: string): string {
  const text = uri.includes('%') ? decoded(uri) : uri;
  return text.replace(
    /^file:\/\/\/([A-Z]):/,
    (_, drive: string) => `file:///${drive.toLowerCase()}:`,
  );
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
