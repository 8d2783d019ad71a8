import { documentAt, openFile } from '../../server/src/documents/manifestFile';
import { ApiModel } from '../../server/src/features/apiModel';
import { cursorIn } from './marks';

/**
 * What the features of one place need: the cursor in a file that is open beside others.
 *
 * @param marked its text, the cursor marked
 * @param others by URI
 */
export function sceneIn(
  uri: string,
  marked: string,
  others: Readonly<Record<string, string>> = {},
) {
  const { text, offset } = cursorIn(marked);
  const api = new ApiModel();
  for (const [other, content] of Object.entries(others))
    api.workspace.put(openFile(other, content));
  const file = openFile(uri, text);
  api.workspace.put(file);
  const located = documentAt(file, offset);
  if (located === undefined) throw new Error('a file has a document');
  const { document, start } = located;
  return {
    catalogue: api.catalogue('1.36'),
    descriptions: api.descriptions(),
    workspace: api.workspace,
    document,
    start,
    uri: file.uri,
    version: '1.36',
    language: 'en' as const,
    offset: offset - start,
  };
}
