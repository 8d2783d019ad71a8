// Real manifests, each broken in one line: whatever is offered as a fix must take the finding away and leave whole YAML.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openFile } from '../../server/src/documents/manifestFile';
import { applied, lookAt } from '../support/codeActions';

const corpus = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

/** Numbers that look random and are always the same. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

function broken(text: string, roll: (sides: number) => number): string {
  const lines = text.split('\n');
  const at = roll(lines.length);
  const line = lines[at] ?? '';
  const cut = roll(line.length);
  const ways = [
    [],
    [`  ${line}`],
    [line.slice(0, cut) + line.slice(cut + 1)],
    [line.replace(/: (.+)$/, ': yes')],
    [line.replace(/^(\s*(?:- )?\w+)/, '$1x')],
  ];
  lines.splice(at, 1, ...(ways[roll(ways.length)] ?? []));
  return lines.join('\n');
}

test('a fix takes its finding away', async () => {
  if (!existsSync(corpus)) {
    console.log('the corpus of manifests is absent; no fix is tried on it');
    return;
  }
  const roll = dice(11);
  const texts = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => readFileSync(`${corpus}/${name}`, 'utf8'))
    .filter((text) => text.length < 5000 && !text.includes('{{'))
    .filter((_, i) => i % 2 === 0);
  const failed: string[] = [];
  let tried = 0;
  for (const file of texts) {
    const { documents } = openFile('file:///a.yaml', file);
    const text = broken(documents[roll(documents.length)]?.document.text ?? '', roll);
    const { findings } = await lookAt(text, 0);
    for (const finding of findings) {
      const { actions, codes } = await lookAt(text, finding.span.start);
      for (const { title, edits, solves, explains } of actions) {
        if (solves === undefined || explains !== undefined) continue;
        tried += 1;
        const after = (await lookAt(applied(text, edits), 0)).codes;
        const count = (of: readonly string[]) => of.filter((code) => code === solves.code).length;
        const isGone = count(after) < count(codes) || title.endsWith('in this file');
        if (!isGone || after.includes('yaml-syntax'))
          failed.push(`${title}: ${solves.message}\n${text}`);
      }
    }
  }
  expect(failed).toEqual([]);
  expect(tried).toBeGreaterThan(100);
}, 60_000);
