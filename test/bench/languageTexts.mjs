// Files of any length for the bench, each with a place where somebody types a container's field.

/**
 * @typedef {{ text: string, line: number, column: number }} Place
 *   `line` is empty but for the blanks before `column`.
 */

/** Many documents. @param {number} lines @returns {Place} */
export function documents(lines) {
  return placed(all(lines).join('---\n'), 8);
}

/** One document: a List of as many objects. @param {number} lines @returns {Place} */
export function list(lines) {
  const items = all(lines).map((it) => it.trimEnd().replaceAll('\n', '\n  ').replace(/^/, '- '));
  return placed(`apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n`, 10);
}

/** One document with one long block of text, and a Pod's template behind it. @param {number} lines @returns {Place} */
export function block(lines) {
  const rows = Array.from({ length: lines }, (_, i) => `    setting.number.${i} = "value ${i}"`);
  const config = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n  app.conf: |\n`;
  return placed(`${config}${rows.join('\n')}\n---\n${deployment(0)}`, 8);
}

/** One ConfigMap of as many keys; typed is a key of it. @param {number} lines @returns {Place} */
export function keys(lines) {
  const rows = Array.from({ length: lines }, (_, i) => `  key-${i}: "value ${i}"`);
  const middle = rows.length >> 1;
  rows.splice(middle, 0, '  ');
  const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n';
  return { text: `${head}${rows.join('\n')}\n`, line: 5 + middle, column: 2 };
}

/** About so many lines of Deployments. @param {number} lines */
function all(lines) {
  const found = [];
  for (let total = 0, i = 0; total < lines; i += 1) {
    const text = deployment(i);
    found.push(text);
    total += text.split('\n').length;
  }
  return found;
}

/** With an empty line below an image in the middle of the text. @param {string} text @param {number} column */
function placed(text, column) {
  const rows = text.split('\n');
  const middle = rows.findIndex((row, i) => i >= rows.length / 2 && row.includes('image:'));
  const above = middle < 0 ? rows.findIndex((row) => row.includes('image:')) : middle;
  rows.splice(above + 1, 0, ' '.repeat(column));
  return { text: rows.join('\n'), line: above + 1, column };
}

/** @param {number} i */
export function deployment(i) {
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
