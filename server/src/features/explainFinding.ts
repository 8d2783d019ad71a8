// The page behind a finding's code.

import type { FindingLanguage } from '../rules/rules';
import { RULES } from '../rules/table';

/** How a path names the code of a finding where fields are explained too: `finding:shell-capital-c`. */
const PREFIX = 'finding:';

export function findingCodeIn(path: string): string | undefined {
  const text = path.trim();
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length).trim() : undefined;
}

/** Markdown that reads well as plain text too; undefined for a code that is not ours. */
export function explainFinding(code: string, language: FindingLanguage): string | undefined {
  const rule = RULES.find((it) => it.code === code);
  if (rule === undefined) return undefined;
  const paragraphs = rule.page[language === 'zh' ? 1 : 0].replaceAll('\n', '\n\n');
  const settings = `\`"podlab.findings": { "${code}": "off" }\``;
  const comment = `\`# podlab-disable-line ${code}\``;
  const rest =
    language === 'zh'
      ? `默认级别：${rule.severity}。用 ${settings} 更改，用注释 ${comment} 静默一行。`
      : `Severity by default: ${rule.severity}. Change it with ${settings}; silence one line with the comment ${comment}.`;
  return `# ${code}\n\n${paragraphs}\n\n${rest}\n`;
}

/** All codes that have a page. */
export function explainedFindings(): readonly string[] {
  return RULES.map(({ code }) => code);
}
