import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { pathOfFinding } from './findingPath';

/** Units that people write, and what the API calls them; binary ones first where both are meant about as often. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  '': [''],
  b: [''],
  byte: [''],
  bytes: [''],
  core: [''],
  cores: [''],
  cpu: [''],
  cpus: [''],
  millicore: ['m'],
  millicores: ['m'],
  mcpu: ['m'],
  k: ['Ki', 'k'],
  kb: ['Ki', 'k'],
  kib: ['Ki'],
  m: ['Mi', 'M'],
  mb: ['Mi', 'M'],
  mib: ['Mi'],
  g: ['Gi', 'G'],
  gb: ['Gi', 'G'],
  gib: ['Gi'],
  t: ['Ti', 'T'],
  tb: ['Ti', 'T'],
  tib: ['Ti'],
};

/** For an amount with a unit that is none: `512 MB`, `1 core`, `1,5`. */
export function amountActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const path = pathOfFinding(scene, finding);
  const node = path && placeAt(scene.document.tree, path)?.value;
  if (node?.kind !== 'scalar' || node.style === 'block' || node.style === 'alias') return [];
  const [, number = '', unit = ''] = /^([\d.,]+)\s*([A-Za-z]*)$/.exec(node.text.trim()) ?? [];
  const units = UNITS[unit.toLowerCase()] ?? [];
  const digits = number.replace(',', '.');
  if (!/^\d+(?:\.\d+)?$/.test(digits)) return [];
  const quote = node.style === 'double' ? '"' : node.style === 'single' ? "'" : '';
  return units.map((it, i) => {
    const amount = `${digits}${it}`;
    const edits = [{ span: { start: node.start, end: node.end }, newText: quote + amount + quote }];
    return fix(finding, say(scene, `Change to ${amount}`, `改为 ${amount}`), edits, i === 0);
  });
}
