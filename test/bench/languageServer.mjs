// Drives a language server over stdio for the bench: as little between the clock and the server as can be.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export class BenchClient {
  /** @param {string} script @param {readonly string[]} [args] */
  constructor(script, args = ['--stdio']) {
    this.startedAt = performance.now();
    this.process = spawn(process.execPath, [script, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.buffer = Buffer.alloc(0);
    this.next = 1;
    this.waiting = new Map();
    this.listeners = new Set();
    this.process.stdout.on('data', (chunk) => this.take(chunk));
  }

  take(chunk) {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const end = this.buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.buffer.toString('latin1', 0, end))[1],
      );
      if (this.buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.buffer.toString('utf8', end + 4, end + 4 + length));
      this.buffer = this.buffer.subarray(end + 4 + length);
      if (message.method === undefined) {
        this.waiting.get(message.id)?.(message.result);
        this.waiting.delete(message.id);
      } else if (message.id !== undefined) {
        const items = message.params?.items;
        const result =
          message.method === 'workspace/configuration'
            ? items.map((it) => this.settings?.(it) ?? null)
            : null;
        this.send({ id: message.id, result });
      } else for (const listener of this.listeners) listener(message);
    }
  }

  send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.process.stdin.write(body);
  }

  notify(method, params) {
    this.send({ method, params });
  }

  request(method, params) {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ id, method, params });
    });
  }

  /** @param {(message: { method: string, params: any }) => boolean} wanted */
  until(wanted) {
    return new Promise((resolve) => {
      const listener = (message) => {
        if (!wanted(message)) return;
        this.listeners.delete(listener);
        resolve(message);
      };
      this.listeners.add(listener);
    });
  }

  /** Largest resident size so far in MiB; NaN where the system does not tell. */
  peakMiB() {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  stop() {
    this.process.kill('SIGKILL');
  }
}

export const CAPABILITIES = {
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
        resolveSupport: { properties: ['documentation', 'detail'] },
      },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: {},
  },
};

/** A file of Deployments and Pods with about so many lines, many documents. */
export function manifestText(lines) {
  const documents = [];
  for (let total = 0, i = 0; total < lines; i += 1) {
    const text = deployment(i);
    documents.push(text);
    total += text.split('\n').length;
  }
  return documents.join('---\n');
}

function deployment(i) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${i}
  labels:
    app: web-${i}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web-${i}
  template:
    metadata:
      labels:
        app: web-${i}
    spec:
      containers:
      - name: app
        image: registry.example.com/web:1.${i}
        ports:
        - name: http
          containerPort: 8080
        env:
        - name: MODE
          value: production
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
        readinessProbe:
          httpGet:
            path: /ready
            port: http
          periodSeconds: 5
        volumeMounts:
        - name: data
          mountPath: /data
      volumes:
      - name: data
        emptyDir: {}
`;
}
