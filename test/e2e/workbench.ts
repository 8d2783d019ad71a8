// A VS Code to drive in tests, and the words for what a user does in it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { openPage } from '../../client/build/browser.mjs';
import { root } from '../../client/build/setup.mjs';
import { startServerHost, startWebHost } from '../../client/build/vscodeHost.mjs';

export interface Workbench {
  readonly page: Page;
  /** The page inside the timeline's panel. */
  readonly timeline: FrameLocator;
  openFile(name: string): Promise<void>;
  runCommand(title: string): Promise<void>;
  showView(title: string): Promise<void>;
  setTheme(name: string, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void>;
  treeRow(text: string | RegExp): Locator;
  /** Waits until a word is suggested; asks again, because the first keystroke may come before the server is there. */
  suggestion(word: string): Promise<void>;
  /** Puts a picture into the ignored folder of results. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function startWorkbench(options: {
  readonly web?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}): Promise<Workbench> {
  const folder = join(root, 'client/sample');
  const settings = options.settings ?? {};
  const host =
    options.web === true
      ? await startWebHost({ folder, development: root, settings })
      : await startServerHost({ folder, vsix: join(root, 'dist/podlab.vsix'), settings });
  const browser = await openPage();
  const { page } = browser;
  page.setDefaultTimeout(20_000);
  await page.goto(host.address);
  await page.getByRole('treeitem', { name: 'kubia-liveness.yaml' }).waitFor();
  return {
    ...actions(page),
    page,
    timeline: page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    async setTheme(name, kind) {
      // From an editor: a picker that is opened while the timeline has the focus closes at once.
      await page.locator('.tabs-container .tab').first().click();
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+T');
      await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await page.keyboard.type(name);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await page.waitForTimeout(500);
    },
    async close() {
      await browser.close();
      await host.stop();
    },
  };
}

function actions(page: Page): Omit<Workbench, 'page' | 'timeline' | 'setTheme' | 'close'> {
  const palette = page.locator('.quick-input-widget input').first();
  const choose = (text: string): Locator =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  const runCommand = async (title: string): Promise<void> => {
    await page.keyboard.press('F1');
    await palette.fill(`>${title}`);
    await choose(title.replace(/^[^:]*: /, '')).click();
  };
  return {
    runCommand,
    async openFile(name) {
      const file = page.getByRole('treeitem', { name });
      if (!(await file.isVisible())) await page.keyboard.press('Control+Shift+E');
      await file.dblclick();
      await page
        .locator('.monaco-editor.focused .view-line', { hasText: 'apiVersion' })
        .first()
        .waitFor();
    },
    async showView(title) {
      await page.locator('.activitybar').getByRole('tab', { name: title }).click();
    },
    treeRow: (text) => page.locator('.pane .monaco-list-row', { hasText: text }).first(),
    async suggestion(word) {
      const row = page
        .locator('.suggest-widget.visible .monaco-list-row', { hasText: word })
        .first();
      for (let tries = 0; tries < 10 && !(await row.isVisible()); tries++) {
        await page.waitForTimeout(700);
        if (!(await row.isVisible())) await page.keyboard.press('Control+Space');
      }
      await row.waitFor();
    },
    async shoot(name) {
      const folder = join(root, 'test-results');
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`) });
    },
  };
}
