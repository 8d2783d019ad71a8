// The few filters that stand behind kubectl in a shell: head, tail, grep, wc.
import type { Printed } from './session';
import { splitWords } from './words';

/** The output after these filters; the last one gives the exit code. */
export function pipeThrough(printed: Printed, filters: readonly string[]): Printed {
  let result = printed;
  for (const filter of filters) {
    const { stdout, code } = filtered(result.stdout, splitWords(filter));
    result = { stdout, stderr: result.stderr, code };
  }
  return result;
}

function filtered(
  text: string,
  [name = '', ...args]: readonly string[],
): Pick<Printed, 'stdout' | 'code'> {
  const lines = text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
  const joined = (kept: readonly string[]) => kept.map((line) => `${line}\n`).join('');
  const number = Math.abs(Number(args.join(' ').replace(/[^\d]/g, ''))) || 10;
  switch (name) {
    case 'head':
      return { stdout: joined(lines.slice(0, number)), code: 0 };
    case 'tail':
      return { stdout: joined(lines.slice(-number)), code: 0 };
    case 'grep': {
      const flags = args.filter((arg) => arg.startsWith('-')).join('');
      const [pattern = ''] = args.filter((arg) => !arg.startsWith('-'));
      const matcher = matcherOf(pattern, flags.includes('i'));
      const kept = lines.filter((line) => matcher(line) !== flags.includes('v'));
      return { stdout: joined(kept), code: kept.length > 0 ? 0 : 1 };
    }
    case 'sed': {
      const from = /^\/(.*)\/,\$ ?p$/.exec(args.at(-1) ?? '')?.[1];
      if (from === undefined) return { stdout: text, code: 0 };
      const first = lines.findIndex(matcherOf(from, false));
      return { stdout: joined(first < 0 ? [] : lines.slice(first)), code: 0 };
    }
    case 'wc':
      return { stdout: `${lines.length}\n`, code: 0 };
    default:
      return { stdout: text, code: 0 };
  }
}

function matcherOf(pattern: string, ignoreCase: boolean): (line: string) => boolean {
  try {
    const expression = new RegExp(pattern.replace(/\\([|+?(){}])/g, '$1'), ignoreCase ? 'i' : '');
    return (line) => expression.test(line);
  } catch {
    return (line) => line.includes(pattern);
  }
}
