import type { ExplainPage } from '../protocol/run';
import { explainOffline } from './explain';

/** The page of any field path, as `kubectl explain` prints it; undefined where there is no such field. */
export function explainPage(path: string, version: string): ExplainPage | undefined {
  const { kubectl, facts } = explainOffline({ path: path.trim() }, version);
  if (kubectl.stderr !== '') return undefined;
  const text = [kubectl.stdout.trimEnd(), facts.trimEnd()]
    .filter((part) => part !== '')
    .join('\n\n');
  return { title: path.trim(), markdown: `\`\`\`text\n${text}\n\`\`\`` };
}
