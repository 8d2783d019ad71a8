// All findings of our own, and the one way to ask for them.

import type { Finding, Severity } from '../documents/finding';
import type { Steps } from '../support/steps';
import { finish } from '../support/steps';
import type { Rule, RuleFinding, RuleScene, Text } from './rule';
import type { RuleInput } from './scene';
import { ruleScene } from './scene';
import { RULES } from './table';

export type FindingLanguage = 'en' | 'zh';

/** The setting `podlab.findings`: a severity of one's own for a code, or `off`. */
export type FindingSettings = Readonly<Record<string, Severity | 'off'>>;

/**
 * What our rules say of one document. The document is taken apart anew, so nothing of its value is kept.
 *
 * @param reads only the rules that depend on the document alone, or those that look at others too; all when absent
 */
export function ruleFindings(
  input: RuleInput,
  language: FindingLanguage,
  reads?: Rule['reads'],
): readonly Finding[] {
  return finish(ruleSteps(input, language, reads));
}

/** The same, a rule at a time. */
export function* ruleSteps(
  input: RuleInput,
  language: FindingLanguage,
  reads?: Rule['reads'],
): Steps<readonly Finding[]> {
  const scene = ruleScene(input);
  const findings: Finding[] = [];
  for (const rule of RULES) {
    if (reads !== undefined && rule.reads !== reads) continue;
    findings.push(...findingsOf(rule, scene, language));
    yield;
  }
  return findings;
}

function findingsOf(rule: Rule, scene: RuleScene, language: FindingLanguage): readonly Finding[] {
  const { code, severity } = rule;
  return rule.check(scene).map((found) => ({ code, severity, ...spoken(found, language) }));
}

function spoken(found: RuleFinding, language: FindingLanguage): Omit<Finding, 'code' | 'severity'> {
  const say = (text: Text) => text[language === 'zh' ? 1 : 0];
  const { span, message, related, fixes, tag } = found;
  return {
    span,
    message: say(message),
    ...(related && { related: related.map((it) => ({ ...it, message: say(it.message) })) }),
    ...(fixes && { fixes: fixes.map((it) => ({ ...it, title: say(it.title) })) }),
    ...(tag && { tag }),
  };
}

/** Findings of any origin with the severities that the user asked for, those that are off left out. */
export function withSeverities(
  findings: readonly Finding[],
  settings: FindingSettings,
): readonly Finding[] {
  return findings.flatMap((finding) => {
    const asked = Object.hasOwn(settings, finding.code) ? settings[finding.code] : undefined;
    if (asked === undefined) return [finding];
    return asked === 'off' ? [] : [{ ...finding, severity: asked }];
  });
}

/** The page behind a code of ours; undefined for codes of the API server. */
export function findingPage(code: string, language: FindingLanguage): string | undefined {
  const rule = RULES.find((it) => it.code === code);
  return rule?.page[language === 'zh' ? 1 : 0];
}

/** Findings without the API server's warnings that one of ours repeats and explains. */
export function withoutRepeatedWarnings(findings: readonly Finding[]): readonly Finding[] {
  const explained = findings.filter(({ code }) => code === 'duplicate-container-port');
  if (explained.length === 0) return findings;
  return findings.filter(
    ({ code, message }) =>
      code !== 'api-warning' || !explained.some((ours) => ours.message.startsWith(message)),
  );
}
