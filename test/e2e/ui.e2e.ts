// PodLab as a user meets it: the packaged extension in a real VS Code, driven with keyboard and mouse.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../client/build/setup.mjs';
import { startWorkbench, type Workbench } from './workbench';

describe('the packaged extension', () => {
  let code: Workbench;
  beforeAll(async () => {
    code = await startWorkbench({});
  });
  afterAll(() => code?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.shoot(`failed-${task.id}`);
  });

  test('is small enough to install at once', () => {
    expect(statSync(join(root, 'dist/podlab.vsix')).size).toBeLessThan(2_000_000);
  });

  test('offers fields while one types and inserts the chosen one', async () => {
    const { page } = code;
    await code.openFile('kubia-liveness.yaml');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('      initialD');
    await code.suggestion('initialDelaySeconds');
    await code.shoot('completion');
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'initialDelaySeconds:' }).waitFor();
    for (let undo = 0; undo < 30; undo++) await page.keyboard.press('Control+Z');
    await page.locator('.view-line', { hasText: 'initialD' }).waitFor({ state: 'detached' });
  });

  test('explains the field under the mouse', async () => {
    await code.page.locator('.view-line span span', { hasText: 'livenessProbe' }).first().hover();
    const hover = code.page.locator('.monaco-hover:visible', { hasText: 'livenessProbe' });
    await hover.first().waitFor();
    await code.page.waitForTimeout(400);
    await code.shoot('hover');
    await code.page.keyboard.press('Escape');
  });

  test('tells above the manifest what a run of it comes to', async () => {
    const lens = code.page.locator('.codelens-decoration', { hasText: 'Ready after' });
    await lens.first().waitFor();
    expect(await lens.first().textContent()).toMatch(/Ready after [\d.]+ s · \d+ restarts?/);
  });

  test('runs the manifest from the button in the editor title', async () => {
    const { page, timeline } = code;
    await page.mouse.move(5, 400);
    await page
      .locator('.editor-actions')
      .getByRole('button', { name: /^Run This Manifest/ })
      .first()
      .click();
    await timeline.getByRole('heading', { name: /kubia-liveness/ }).waitFor();
    await timeline.getByRole('listitem').filter({ hasText: 'kubia' }).first().waitFor();
    expect(await timeline.locator('.trace-row').count()).toBeGreaterThan(3);
  });

  test('shows the Pod with its restarts as kubectl does', async () => {
    await code.showView('PodLab');
    const pod = code.treeRow(/kubia-liveness\s*\d\/1/);
    await pod.waitFor();
    expect(await pod.textContent()).toMatch(/(Running|CrashLoopBackOff)\s+[1-9]/);
    await code.shoot('dark');
  });

  test('tells why a container was killed, down to the line of YAML', async () => {
    const { page, timeline } = code;
    await timeline.locator('.lanes').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+ArrowRight');
    await timeline.locator('.trace-row.selected').waitFor();
    await timeline.locator('.causes .chain li').first().waitFor();
    await code.shoot('causes');
    const line = timeline.locator('.causes .source').first();
    const wanted = /\d+/.exec((await line.textContent()) ?? '')?.[0];
    await line.click();
    await page
      .locator('.statusbar-item', { hasText: `Ln ${wanted},` })
      .first()
      .waitFor();
  });

  test('answers kubectl in a terminal', async () => {
    const { page } = code;
    await page.keyboard.press('Control+1');
    await code.runCommand('PodLab: Open kubectl Terminal');
    const rows = page.locator('.terminal-wrapper.active .xterm-rows');
    await rows.getByText('$', { exact: false }).first().waitFor();
    await page.keyboard.type('kubectl get pods');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => rows.textContent(), { timeout: 15_000 })
      .toMatch(/NAME\s+READY\s+STATUS/);
    await code.shoot('terminal');
    await page.keyboard.type('exit');
    await page.keyboard.press('Enter');
    await rows.waitFor({ state: 'detached' });
  });

  test('follows an edit without saving', async () => {
    const { page, timeline } = code;
    const before = await timeline.locator('.summary').textContent();
    await page.locator('.monaco-editor .view-line', { hasText: 'port: 8080' }).first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('      failureThreshold: 1\n');
    await expect
      .poll(() => timeline.locator('.summary').textContent(), { timeout: 20_000 })
      .not.toBe(before);
  });

  test('moves with the keyboard alone and speaks what it shows', async () => {
    const { page, timeline } = code;
    const lanes = timeline.locator('.lanes');
    await lanes.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => lanes.getAttribute('aria-valuetext')).toMatch(/^0:00 /);
    await page.keyboard.press('ArrowDown');
    for (let steps = 0; steps < 6; steps++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => lanes.getAttribute('aria-valuetext')).not.toMatch(/^0:00 /);
    await page.keyboard.press('?');
    await timeline.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await timeline.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test.each([
    ['light', 'Light Modern', 'vs'],
    ['high-contrast', 'Dark High Contrast', 'hc-black'],
    ['high-contrast-light', 'Light High Contrast', 'hc-light'],
  ] as const)('is readable in %s', async (picture, theme, kind) => {
    await code.setTheme(theme, kind);
    await code.shoot(picture);
    await code.timeline.locator('.lanes canvas').waitFor();
  });

  test('says what to do when there is nothing to run', async () => {
    await code.runCommand('File: New Untitled Text File');
    await code.runCommand('PodLab: Run This Manifest');
    await code.page.locator('.notification-list-item', { hasText: 'can be run' }).waitFor();
  });
});

describe('the web extension', () => {
  let code: Workbench;
  beforeAll(async () => {
    code = await startWorkbench({ web: true });
  });
  afterAll(() => code?.close());

  test('completes and runs without any server', async () => {
    const { page, timeline } = code;
    await code.openFile('kubia-liveness.yaml');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('      initialD');
    await code.suggestion('initialDelaySeconds');
    await page.keyboard.press('Escape');
    for (let undo = 0; undo < 20; undo++) await page.keyboard.press('Control+Z');
    await code.runCommand('PodLab: Run This Manifest');
    await timeline.getByRole('heading', { name: /kubia-liveness/ }).waitFor();
    await code.shoot('web');
  });
});
