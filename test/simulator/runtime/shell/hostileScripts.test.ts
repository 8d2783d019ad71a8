import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeContainer, runScript } from '../programs/fakeMachine';

const TOKENS =
  `if then else elif fi while until do done for in case esac { } ( ) [ ] [[ ]] ! ; & && || | > >> < << <<EOF 2>&1
  $( ) \` " ' \\ $ \${ } $(( )) # * ? ~ = == EOF x y a=1 a=$a$a $x $1 $@ $? $! $$ \${x:-y} \${x%*} \${#x} \${x//a/b} echo cat sleep exit
  return break continue trap wait kill exec eval . set -e -u -x shift read local export unset test true false : yes head tail grep sed
  awk seq xargs printf %s %d dd if=/dev/zero of=/tmp/x touch rm -rf / /tmp /dev/null /dev/zero 0 1 9 -1 1000000000 TERM EXIT f() f f(){ f|f&
  nc -l -p 80 wget http://x timeout 1 env sh -c 'x' nohup tee mkfifo ls find cp mv ln`
    .split(/\s+/)
    .concat(['\n', ' ', '\t', '\u0000', 'é', '😀', '\\\n', 'cat <<EOF\n$x\nEOF\n']);

const scripts = fc
  .array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom(' ', ' ', '', '\n', ';')), {
    maxLength: 25,
  })
  .map((tokens) => tokens.map(([token, gap]) => token + gap).join(''));

/** One that stops a run from being endless where a script is: wakes and output are counted. */
function isBounded(container: FakeContainer): boolean {
  return container.output.length < 50_000_000 && container.wakes < 20_000;
}

test('whatever stands in a script, nothing is thrown and the run stays bounded', () => {
  fc.assert(
    fc.property(scripts, fc.constantFrom('sh', 'bash'), (script, shell) => {
      const container = new FakeContainer({
        image: shell === 'bash' ? 'debian' : 'busybox',
        command: [shell, '-c', script],
      }).advance(60_000);
      container.program.signal('SIGTERM');
      container.advance(1000);
      container.program.end();
      expect(isBounded(container)).toBe(true);
    }),
    { numRuns: 300, seed: 20_261_123 },
  );
});

test.each([
  ['a fork bomb', 'f() { f | f & }; f'],
  ['endless recursion', 'f() { f; }; f'],
  ['endless eval', 'x="eval \\$x"; eval $x'],
  ['a script that runs itself', 'echo "sh /tmp/s" > /tmp/s; sh /tmp/s'],
  ['a variable that doubles', 'x=aaaaaaaaaa; while :; do x=$x$x; done'],
  ['endless output', 'yes'],
  ['endless output into a file', 'while :; do echo xxxxxxxxxxxxxxxx >> /tmp/log; done'],
  ['a pipe that nobody reads', 'yes | sleep 1000'],
  ['a pipe that feeds itself', 'mkfifo /tmp/p; cat /tmp/p > /tmp/p & echo x > /tmp/p; wait'],
  ['a link to itself', 'ln -s /tmp/a /tmp/a; cat /tmp/a; cd /tmp/a'],
  ['a copy into itself', 'mkdir /tmp/d; cp -r /tmp/d /tmp/d/e; cp -r / /tmp/d'],
  ['bulk without end', 'cat /dev/zero > /tmp/z'],
  ['very wide formats', 'printf "%999999999d" 1; seq 1 1000000000000'],
  [
    'patterns that backtrack',
    'x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; case $x in *a*a*a*a*a*a*a*a*b) ;; esac',
  ],
  ['deep nesting', `${'('.repeat(2000)}echo x${')'.repeat(2000)}`],
  ['deep substitution', `${'echo $('.repeat(300)}echo x${')'.repeat(300)}`],
  ['a very long line', `echo ${'x '.repeat(100_000)}`],
  ['many files', 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); : > /tmp/f$i; done'],
  ['brace bombs', 'echo {1..9}{1..9}{1..9}{1..9}{1..9}{1..9}{1..9}{1..9}'],
])('%s is survived', (_name, script) => {
  for (const command of ['sh', 'bash']) {
    const started = performance.now();
    const container = new FakeContainer({
      image: command === 'bash' ? 'debian' : 'busybox',
      command: [command, '-c', script],
    }).advance(60_000);
    container.program.end();
    expect(isBounded(container)).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
  }
});

test('the same script with the same seed writes the same log', () => {
  const script =
    'for i in 1 2 3; do echo $RANDOM $(date +%s); sleep $i; done | tee /tmp/x; cat /tmp/x';
  const [first, second] = [runScript(script, { ms: 10_000 }), runScript(script, { ms: 10_000 })];
  expect(first.log).toEqual(second.log);
});
