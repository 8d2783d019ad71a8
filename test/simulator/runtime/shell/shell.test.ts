// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are shell scripts

import { describe, expect, test } from 'vitest';
import { runScript, type Setup } from '../programs/fakeMachine';

/** Checks what a script prints (stdout and stderr as they come) and how it ends. */
function checkScript(
  script: string,
  output: string,
  { code = 0, ms = 0, ...setup }: Setup & { readonly code?: number; readonly ms?: number } = {},
): void {
  const container = runScript(script, { ms, ...setup });
  expect({ output: container.output, code: container.exitCode }).toEqual({ output, code });
}

const bash = (script: string): Setup => ({ image: 'debian', command: ['bash', '-c', script] });
const dash = (script: string): Setup => ({ image: 'debian', command: ['sh', '-c', script] });

describe('words', () => {
  test.each<[string, string]>([
    [`echo "a  b" c'd e'f`, 'a  b cd ef\n'],
    [`x="a b"; set -- $x; echo $#; set -- "$x"; echo $#`, '2\n1\n'],
    [`echo "\${x:-no}" \${y:=set} $y \${y:+alt}`, 'no set set alt\n'],
    [`x=a.tar.gz; echo \${x%.*} \${x%%.*} \${x#*.} \${x##*.} \${#x}`, 'a.tar a tar.gz gz 8\n'],
    [`set -- a "b c"; printf '[%s]' "$@"; printf '[%s]' "$*"`, '[a][b c][a b c]'],
    [`echo "\${@:-none}" $#`, 'none 0\n'],
    [`IFS=:; x=a:b::c; for i in $x; do echo "[$i]"; done`, '[a]\n[b]\n[]\n[c]\n'],
    [`echo $((7/2)) $((-7/2)) $((2>1&&0)) $((1<<4)) $((0x1f))`, '3 -3 0 16 31\n'],
    [`i=1; n=$((i+=2)); echo $i $n $(($i+$n))`, '3 3 6\n'],
    [`echo $(echo a; echo b) "$(echo a; echo b)"`, 'a b a\nb\n'],
    [`touch /tmp/q1 /tmp/q2; cd /tmp; echo q* "q*" q?; set -f; echo q*`, 'q1 q2 q* q1 q2\nq*\n'],
    [`x=1; cat <<EOF\n$x $((x+1)) $(echo sub)\nEOF\ncat <<'EOF'\n$x\nEOF`, '1 2 sub\n$x\n'],
    [`v=$(printf 'x\\n\\n'); echo "[$v]"`, '[x]\n'],
  ])('%s', (script, output) => checkScript(script, output));
});

describe('the grammar', () => {
  test.each<[string, string]>([
    ['if false; then echo 1; elif true; then echo 2; else echo 3; fi', '2\n'],
    [
      'for f in a b; do for g in 1 2; do [ $g = 2 ] && continue 2; echo $f$g; done; done',
      'a1\nb1\n',
    ],
    ['i=0; while :; do i=$((i+1)); [ $i = 3 ] && break; echo $i; done', '1\n2\n'],
    ['until false; do echo once; break; done', 'once\n'],
    ['case abc in a*) echo A;; *) echo B;; esac; case "*" in "*") echo star;; esac', 'A\nstar\n'],
    ['(exit 3) || echo "failed $?"; ! true; echo $?', 'failed 3\n1\n'],
    ['x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x', '2\n1\n3\n'],
    ['f() { local v=1; echo "$v $1"; return 7; }; v=0; f a; echo $? $v', '1 a\n7 0\n'],
    ['echo a | { read x; echo "got $x"; }', 'got a\n'],
    ['seq 3 | while read n; do echo "n$n"; done | tail -1', 'n3\n'],
    ['echo err >&2; { echo e2 >&2; } 2>&1', 'err\ne2\n'],
    ['exec 3>/tmp/f; echo three >&3; exec 3>&-; cat /tmp/f', 'three\n'],
    ['eval "x=5; echo \\$x"; echo "y=6" > /tmp/s; . /tmp/s; echo $y', '5\n6\n'],
    ['true | false; echo $?; false | true; echo $?', '1\n0\n'],
  ])('%s', (script, output) => checkScript(script, output));

  test('a script file runs by its first line and needs the execute bit', () => {
    checkScript(
      `printf '#!/bin/sh\\necho script $1\\nexit 4\\n' > /tmp/s; /tmp/s a; echo $?; chmod +x /tmp/s; /tmp/s a; echo $?`,
      'sh: /tmp/s: Permission denied\n126\nscript a\n4\n',
    );
  });

  test('bash knows arrays, braces and [[ ]]; dash does not', () => {
    const script = 'a=(1 2 3); echo ${a[1]} ${#a[@]} {x,y}1; [[ abc == a* ]] && echo yes';
    checkScript('', '2 3 x1 y1\nyes\n', bash(script));
    checkScript('', 'sh: 1: Syntax error: "(" unexpected\n', { ...dash(script), code: 2 });
    checkScript('', 'sh: 1: [[: not found\n', { ...dash('[[ a == a ]]'), code: 127 });
  });
});

describe('what goes wrong', () => {
  test('a missing command is 127, in the words of each shell', () => {
    checkScript('nope', 'sh: nope: not found\n', { code: 127 });
    checkScript('', 'sh: 1: nope: not found\n', { ...dash('nope'), code: 127 });
    checkScript('', 'bash: line 1: nope: command not found\n', { ...bash('nope'), code: 127 });
    checkScript('', 'bash: line 1: /nope: No such file or directory\n', {
      ...bash('/nope'),
      code: 127,
    });
  });

  test('set -e ends the script at a failure that no condition looks at', () => {
    checkScript(
      'set -e; false || true; if false; then :; fi; ! true; echo on; false; echo no',
      'on\n',
      {
        code: 1,
      },
    );
    checkScript('set -e; f() { false; echo in; }; f || echo caught; f; echo no', 'in\n', {
      code: 1,
    });
  });

  test('set -u and ${x:?} end the script', () => {
    checkScript('set -u; echo $x; echo no', 'sh: x: parameter not set\n', { code: 2 });
    checkScript('echo ${x:?give it}; echo no', 'sh: x: give it\n', { code: 2 });
  });

  test('a file where a script is expected, `sh -C`, is not found', () => {
    checkScript('', "sh: line 0: can't open while true; do :; done: no such file\n", {
      command: ['sh', '-C', 'while true; do :; done'],
      code: 2,
    });
    checkScript('', 'sh: 0: cannot open echo hi: No such file\n', {
      image: 'debian',
      command: ['sh', '-C', 'echo hi'],
      code: 2,
    });
  });

  test('lines before a syntax error are run, as a shell reads line by line', () => {
    checkScript(
      'echo one\nif true; then echo x',
      'one\nsh: syntax error: unexpected end of file (expecting "fi")\n',
      {
        code: 2,
      },
    );
    checkScript('echo one; )', 'sh: syntax error: unexpected ")"\n', { code: 2 });
  });

  test('redirections fail with the reason', () => {
    checkScript(
      'echo x > /no/file; echo $?',
      "sh: can't create /no/file: nonexistent directory\n1\n",
    );
    checkScript('cat < /no; echo $?', "sh: can't open /no: no such file\n1\n");
    checkScript('echo x > /file; echo $?', "sh: can't create /file: Read-only file system\n1\n", {
      readOnlyRoot: true,
    });
    checkScript('echo x > /etc/file', "sh: can't create /etc/file: Permission denied\n", {
      uid: 1000,
      code: 1,
    });
  });
});

describe('time', () => {
  test('output is stamped at the moment it is written', () => {
    const container = runScript('echo a; sleep 2; echo b; sleep 0.5; echo c', { ms: 5000 });
    expect(container.log.map(({ at, text }) => `${at} ${text.trim()}`)).toEqual([
      '0 a',
      '2000 b',
      '2500 c',
    ]);
    expect(container.exitedAt).toBe(2500);
  });

  test('background jobs run beside the script and `wait` waits for them', () => {
    const container = runScript('(sleep 1; echo late) & echo early; wait; echo end', { ms: 3000 });
    expect(container.log.map(({ at, text }) => `${at} ${text.trim()}`)).toEqual([
      '0 early',
      '1000 late',
      '1000 end',
    ]);
    checkScript('sh -c "exit 5" & wait $!; echo $?', '5\n');
  });

  test('a pipeline flows while its first command goes on, and ends it by SIGPIPE', () => {
    const container = runScript('while true; do echo x; sleep 1; done | head -3; echo done', {
      ms: 10_000,
    });
    expect(container.output).toBe('x\nx\nx\ndone\n');
    expect(container.exitedAt).toBe(3000);
  });

  test('tail -f shows what is appended later', () => {
    const script = 'touch /tmp/l; (sleep 3; echo new >> /tmp/l) & tail -f /tmp/l';
    const container = runScript(script, { ms: 6000 });
    expect(container.output).toBe('new\n');
    expect(container.exitCode).toBeUndefined();
  });

  test('timeout kills after its time', () => {
    checkScript('timeout 2 sleep 10; echo $?', 'Terminated\n143\n', { ms: 5000 });
    checkScript('', '124\n', { ...dash('timeout 2 sleep 10; echo $?'), ms: 5000 });
  });

  test('a named pipe joins two processes', () => {
    checkScript('mkfifo /tmp/p; (sleep 1; echo through > /tmp/p) & cat /tmp/p', 'through\n', {
      ms: 2000,
    });
  });

  test('a loop that never rests is CPU-bound, not a hang, and the run says so', () => {
    const container = runScript('while :; do :; done', { ms: 3_600_000 });
    expect(container.exitCode).toBeUndefined();
    expect(container.assumptions.join()).toContain('CPU-bound');
  });

  test('a long finite loop still comes to its end', () => {
    checkScript('i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo $i', '20000\n', {
      ms: 1000,
    });
  });

  test('date follows virtual time', () => {
    checkScript(
      'date +%s; sleep 61; date +%s; date -u +%FT%TZ',
      '1767225600\n1767225661\n2026-01-01T00:01:01Z\n',
      {
        ms: 70_000,
      },
    );
  });
});

describe('tools', () => {
  test.each<[string, string]>([
    [`printf '%s-%d-%05.1f-%x|%-4s|%4s\\n' a 42 3.14159 255 ab cd`, 'a-42-003.1-ff|ab  |  cd\n'],
    [`printf '%s\\n' 1 2 3`, '1\n2\n3\n'],
    [`echo abc | sed 's/b/X/; s/c/Y/'; seq 3 | sed -n '2p'; seq 3 | sed '$d'`, 'aXY\n2\n1\n2\n'],
    [`echo k=v | sed -E 's/(.)=(.)/\\2=\\1/'; echo aaa | sed 's/a/b/2'`, 'v=k\naba\n'],
    [
      `printf 'a 1\\nb 2\\n' | awk '{print $2, $1}'; echo x:y | awk -F: '{print $2}'`,
      '1 a\n2 b\ny\n',
    ],
    [`printf 'b\\na\\nb\\n' | sort | uniq -c | sort -rn | sed 's/^ *//'`, '2 b\n1 a\n'],
    [
      `echo a,b,c | cut -d, -f2; echo hello | tr a-y b-z; echo 'a  b' | tr -s ' '`,
      'b\nifmmp\na b\n',
    ],
    [
      `printf 'x\\nya\\n' | grep -n a; echo ab12 | grep -o '[0-9]*'; echo q | grep -c z; true`,
      '2:ya\n12\n0\n',
    ],
    [`seq 4 | head -2 | tail -1; seq 1 2 5 | xargs; printf 'ab' | wc -c`, '2\n1 3 5\n2\n'],
    [`expr 1 + 2 \\* 3; basename /a/b.txt .txt; dirname /a/b`, '7\nb\n/a\n'],
    [
      `mkdir -p /tmp/a/b; touch /tmp/a/x; ls /tmp/a; rm -r /tmp/a; ls /tmp/a; echo $?`,
      'b\nx\nls: /tmp/a: No such file or directory\n1\n',
    ],
    [`echo hello | base64 | base64 -d; hostname; whoami; id -u`, 'hello\nweb\nroot\n0\n'],
    [
      `A=1 env | grep ^A; env -i sh -c 'echo "[$HOME]"'; export B=2; sh -c 'echo $B'`,
      'A=1\n[]\n2\n',
    ],
    [`cat /nope; echo $?`, "cat: can't open '/nope': No such file or directory\n1\n"],
    [`yes | head -n 3 | tr '\\n' ' '`, 'y y y '],
  ])('%s', (script, output) => checkScript(script, output));

  test('bulk data is counted, not kept', () => {
    const container = runScript(
      'dd if=/dev/zero of=/tmp/big bs=1M count=30 2>/dev/null; wc -c < /tmp/big',
      {
        ms: 1000,
      },
    );
    expect(container.output).toBe('31457280\n');
    expect(container.files.writableLayer.usedBytes).toBe(31_457_280);
  });

  test('wget and curl reach the simulated network', () => {
    const network = (request: { readonly kind: string; readonly host: string }) =>
      request.host === 'fortune'
        ? ({
            afterMs: 5,
            answer: { kind: 'http', status: 200, headers: new Map(), body: 'luck\n' },
          } as const)
        : ({ afterMs: 5, answer: { kind: 'unknownHost' } } as const);
    checkScript('wget -q -O - http://fortune', 'luck\n', { network, ms: 100 });
    checkScript('wget -q -O - http://nope', "wget: bad address 'nope'\n", {
      network,
      ms: 100,
      code: 1,
    });
    checkScript('', 'curl: (6) Could not resolve host: nope\n', {
      ...dash('curl -sS nope'),
      image: 'nginx',
      network,
      ms: 100,
      code: 6,
    });
  });

  test('an init loop waits until its dependency answers', () => {
    const script = 'until nc -z db 5432; do echo waiting; sleep 2; done; echo up';
    const container = runScript(script, {
      ms: 20_000,
      network: (_request, now) =>
        now < 5000
          ? { afterMs: 1, answer: { kind: 'refused' } }
          : { afterMs: 1, answer: { kind: 'tcp', received: '' } },
    });
    expect(container.output).toBe('waiting\nwaiting\nwaiting\nup\n');
    expect(container.exitCode).toBe(0);
  });

  test('a client without an answer waits for its time-out', () => {
    const network = () => ({ afterMs: 1, answer: { kind: 'silent' } }) as const;
    const container = runScript('wget -q -T 3 http://x; echo $?', { network, ms: 10_000 });
    expect(container.output).toBe('wget: download timed out\n1\n');
    expect(container.exitedAt).toBe(3000);
  });
});

describe('what only Bash knows', () => {
  test('`==` in [ ] is an error in dash', () => {
    checkScript('[ a == a ] && echo same', 'same\n');
    checkScript('', 'sh: 1: [: a: unexpected operator\n', { ...dash('[ a == a ]'), code: 2 });
  });

  test('${x//a/b} and ${x:1:2} are known to ash, ${x^^} is not', () => {
    checkScript('x=abab; echo ${x//a/c} ${x:1:2}', 'cbcb ba\n');
    checkScript('x=a; echo ${x^^}', 'sh: syntax error: bad substitution\n', { code: 2 });
    checkScript('', 'sh: 1: Bad substitution\n', { ...dash('x=a; echo ${x:1:2}'), code: 2 });
  });

  test('$(( )) without an operand ends the script', () => {
    checkScript('echo $((1 +)); echo no', 'sh: arithmetic syntax error\n', { code: 2 });
    checkScript('echo $((1/0)); echo no', 'sh: divide by zero\n', { code: 2 });
  });

  test('`&>` puts the command into the background in dash, and its failure is not seen', () => {
    checkScript('false &> /dev/null; echo $?', '1\n');
    checkScript('', '1\n', bash('false &> /dev/null; echo $?'));
    checkScript('', 'hi\n0\n', { ...dash('{ echo hi; false &> /dev/null; echo $?; }'), ms: 10 });
    checkScript('', '0\n', { ...dash('cat /nope &> /tmp/f 2>/dev/null; echo $?'), ms: 10 });
  });
});
