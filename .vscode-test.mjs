// The suite inside VS Code, on a desktop: `npm run bundle && npx vscode-test`. Without one, `npm test` runs the same.
import { defineConfig } from '@vscode/test-cli';

// biome-ignore lint/style/noDefaultExport: the tool that reads this file wants one.
export default defineConfig({
  files: 'dist/test/inHost/suite.js',
  workspaceFolder: 'client/sample',
  mocha: { ui: 'tdd', timeout: 60_000 },
});
