import type { ExplainPage } from '../protocol/run';
import { explainOffline } from './explain';
import { explainFinding, findingCodeIn } from './explainFinding';

/**
 * The page of any field path, as `kubectl explain` prints it, or of a finding's code, `finding:CODE`; undefined where
 * there is no such thing.
 */
export function explainPage(
  path: string,
  version: string,
  language: 'en' | 'zh' = 'en',
): ExplainPage | undefined {
  const code = findingCodeIn(path);
  if (code !== undefined) {
    const markdown = explainFinding(code, language);
    return markdown === undefined ? undefined : { title: code, markdown };
  }
  const { kubectl, facts } = explainOffline({ path: path.trim() }, version);
  if (kubectl.stderr !== '') return undefined;
  const text = [kubectl.stdout.trimEnd(), facts.trimEnd()]
    .filter((part) => part !== '')
    .join('\n\n');
  return { title: path.trim(), markdown: `\`\`\`text\n${text}\n\`\`\`` };
}
