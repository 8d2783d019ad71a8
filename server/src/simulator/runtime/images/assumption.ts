/** Of somebody's own image that bears the name of a known one. */
export function likenessNote(repository: string, name: string): string {
  return `Image ${repository} is taken to be like ${name}.`;
}

/** The sentence with which a run names what it believes of an image that is not known. */
export function defaultProfileNote(repository: string): string {
  return `Image ${repository.replace(/^library\//, '')} is not known: its content is a guess.`;
}
