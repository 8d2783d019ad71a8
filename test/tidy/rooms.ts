// The rooms of the repository and which may import which. A new arrow is a decision: make it here, in a commit of its own.

/** The room of a file, or of what an import names; undefined for packages. */
export function roomOf(path: string): string | undefined {
  const inServer = /^server\/src\/(.+)$/.exec(path)?.[1];
  if (inServer !== undefined) return serverRoom(inServer);
  if (path.startsWith('client/webview/')) return 'webview';
  const inClient = /^client\/src\/(.+)$/.exec(path)?.[1];
  if (inClient === undefined) return undefined;
  return /^(node|browser)\//.test(inClient) ? 'client entry' : 'client';
}

function serverRoom(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (first !== 'simulator') return path.includes('/') ? first : 'server';
  if (/^latencies\b/.test(second)) return 'latencies';
  return path.split('/').length > 2 ? second : 'simulate';
}

const PROTOCOL = ['protocol', 'support'];
const MACHINE_ROOMS = ['api', 'kernel', 'schema', 'trace', 'latencies'];

/** Rooms that each room may import, beside itself and `support`. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  client: PROTOCOL,
  'client entry': ['client'],
  webview: PROTOCOL,
  // Entries bring what carries the messages.
  node: ['server', 'handlers', 'cli', 'apiserver', 'workspace', 'protocol'],
  browser: ['server', 'handlers', 'protocol'],
  // The services of the simulating worker stand beside server.ts.
  server: [
    'kubectl',
    'scenario',
    'handlers',
    'documents',
    'workspace',
    'schema',
    'features',
    'protocol',
    'answers',
    'simulate',
  ],
  handlers: [
    'features',
    'documents',
    'workspace',
    'protocol',
    'answers',
    'simulate',
    'kubectl',
    'server',
  ],
  cli: [
    'scenario',
    'features',
    'documents',
    'workspace',
    'protocol',
    'answers',
    'simulate',
    'kubectl',
    'schema',
  ],
  features: [
    'rules',
    'documents',
    'workspace',
    'schema',
    'answers',
    'scenario',
    'trace',
    'protocol',
  ],
  rules: ['documents', 'workspace', 'schema'],
  // What-if questions change the scenario and run again.
  answers: ['simulate', 'scenario', 'trace', 'schema', 'protocol'],
  documents: ['schema'],
  workspace: ['documents', 'schema'],
  simulate: [
    'kernel',
    'api',
    'scheduler',
    'kubelet',
    'controllers',
    'network',
    'runtime',
    'apiserver',
    'kubectl',
    'scenario',
    'trace',
    'schema',
    'latencies',
  ],
  scheduler: MACHINE_ROOMS,
  controllers: MACHINE_ROOMS,
  kubelet: [...MACHINE_ROOMS, 'runtime'],
  network: [...MACHINE_ROOMS, 'runtime'],
  apiserver: ['api', 'kernel', 'runtime', 'network', 'schema'],
  kubectl: ['api', 'kernel', 'runtime', 'network', 'schema', 'apiserver'],
  // The contract of components names causes, which are the trace's.
  api: ['kernel', 'schema', 'trace'],
  // A node's runtime is driven like a component and tells causes, but writes nothing to the store.
  runtime: ['kernel', 'schema', 'api', 'trace', 'latencies'],
  // A scenario holds latencies and descriptions of programs as plain data, and kubectl lines split into words.
  scenario: ['kernel', 'schema', 'latencies', 'runtime', 'kubectl'],
  latencies: ['kernel', 'schema'],
  trace: ['kernel', 'schema'],
  kernel: [],
  schema: [],
  protocol: [],
  support: [],
};

/** Packages that a room may import; a type-only import counts too. `node:` is for entries of Node alone. */
export const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  client: [/^vscode$/, /^vscode-languageclient$/],
  'client entry': [/^vscode$/, /^vscode-languageclient\/(node|browser)$/],
  webview: [/^lit$/],
  node: [/^node:/],
  server: [/^vscode-languageserver/],
  handlers: [/^vscode-languageserver/, /^@vscode\/l10n$/],
  features: [/^vscode-languageserver-(types|protocol|textdocument)$/],
  rules: [/^vscode-languageserver-(types|protocol|textdocument)$/],
  documents: [/^yaml$/, /^vscode-languageserver-textdocument$/],
  schema: [/^rfc6902$/],
  runtime: [/^unbash$/],
};
