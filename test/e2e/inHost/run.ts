// Runs the suite inside an extension host, Node or web worker; in the worker the bundler swaps in Mocha's browser build.
import * as mocha from 'mocha';

interface Finished {
  fullTitle(): string;
  readonly duration?: number;
}
interface Runner {
  on(event: 'pass', heard: (test: Finished) => void): void;
  on(event: 'fail', heard: (test: Finished, failure: Error) => void): void;
  on(event: 'end', heard: () => void): void;
}

/** One line a test, which the launcher passes on. VS Code calls this and waits. */
export function run(): Promise<void> {
  return new Promise((passed, failed) => {
    let [good, bad] = [0, 0];
    function report(runner: Runner): void {
      runner.on('pass', (test) => {
        good++;
        console.log(`ok - ${test.fullTitle()} (${test.duration ?? 0} ms)`);
      });
      runner.on('fail', (test, failure) => {
        bad++;
        console.log(`not ok - ${test.fullTitle()}\n${failure.stack ?? failure.message}`);
      });
      runner.on('end', () => {
        console.log(`${good} passed, ${bad} failed`);
        if (bad === 0 && good > 0) passed();
        else failed(new Error('tests failed'));
      });
    }
    const inBrowser = (globalThis as { Mocha?: typeof mocha }).Mocha;
    const Mocha = (inBrowser ?? mocha.default ?? mocha) as unknown as new (
      options: object,
    ) => { suite: { emit(...args: unknown[]): void }; run(): void };
    const runner = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: report });
    // Defines suite() and test() before the suite loads.
    runner.suite.emit('pre-require', globalThis, '', runner);
    require('./suite');
    runner.run();
  });
}
