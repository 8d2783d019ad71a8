import { describe, expect, test } from 'vitest';
import { afterFix, checkRule, podWith } from '../support/findings';

describe('the same port in two containers', () => {
  test('is told at the second, in the words of the API server', async () => {
    const [message] = await checkRule(
      'duplicate-container-port',
      podWith(`
        containers:
          - { name: web, image: nginx, ports: [{ containerPort: 8080 }] }
          - name: api
            image: api:1
            ports:
              - containerPort: ¦8080¦
      `),
    );
    expect(message).toMatch(
      /^spec\.containers\[1\]\.ports\[0\]: duplicate port definition with spec\.containers\[0\]\.ports\[0\]\./,
    );
    expect(message).toContain('address already in use');
  });

  test('is no matter over another protocol, nor for an init container that has ended', async () => {
    await checkRule(
      'duplicate-container-port',
      podWith(`
        initContainers:
          - { name: setup, image: a:1, ports: [{ containerPort: 53 }] }
        containers:
          - { name: dns, image: b:1, ports: [{ containerPort: 53, protocol: UDP }, { containerPort: 53 }] }
      `),
    );
  });

  test('counts for a sidecar', async () => {
    await checkRule(
      'duplicate-container-port',
      podWith(`
        initContainers:
          - { name: proxy, image: a:1, restartPolicy: Always, ports: [{ containerPort: 80 }] }
        containers:
          - { name: web, image: b:1, ports: [{ containerPort: ¦80¦ }] }
      `),
    );
  });
});

describe('a probe on a port by name', () => {
  test('needs a port of that name in its own container', async () => {
    const [message] = await checkRule(
      'probe-names-unknown-port',
      podWith(`
        containers:
          - name: web
            image: nginx
            ports: [{ name: http, containerPort: 80 }]
            readinessProbe: { httpGet: { port: ¦htpp¦ } }
          - name: other
            image: nginx
            livenessProbe: { tcpSocket: { port: ¦http¦ } }
      `),
    );
    expect(message).toContain('the container never becomes Ready');
    expect(message).toContain('Its ports: http.');
  });

  test('is right with a number, declared or not, and with a name that is there', async () => {
    await checkRule(
      'probe-names-unknown-port',
      podWith(`
        containers:
          - name: web
            image: nginx
            ports: [{ name: http, containerPort: 80 }]
            livenessProbe: { httpGet: { port: 9999 } }
            readinessProbe: { httpGet: { port: http } }
            startupProbe: { tcpSocket: { port: "80" } }
      `),
    );
  });

  test('is mended to the name that was meant', async () => {
    const text = podWith(`
      containers:
        - name: web
          image: nginx
          ports: [{ name: http, containerPort: 80 }]
          readinessProbe: { httpGet: { port: htpp } }
    `);
    expect(await afterFix('probe-names-unknown-port', text)).toBe(text.replace('htpp', 'http'));
  });
});

describe('liveness before readiness', () => {
  test('kills a container that sleeps longer than it is patient', async () => {
    const [message] = await checkRule(
      'liveness-kills-before-ready',
      podWith(`
        containers:
          - name: web
            image: busybox
            command: [sh, -c, "sleep 60; httpd -f"]
            ¦livenessProbe¦:
              httpGet: { port: 80 }
              initialDelaySeconds: 5
              periodSeconds: 5
      `),
    );
    expect(message).toContain('killed and started again after 15–21 s');
    expect(message).toContain('sleeps for 60 s');
  });

  test('waits for a startup probe that is patient enough', async () => {
    await checkRule(
      'liveness-kills-before-ready',
      podWith(`
        containers:
          - name: web
            image: busybox
            command: [sh, -c, "sleep 60; httpd -f"]
            startupProbe: { httpGet: { port: 80 }, failureThreshold: 30, periodSeconds: 5 }
            livenessProbe: { httpGet: { port: 80 }, periodSeconds: 5 }
      `),
    );
  });

  test('is told of a startup probe that gives up too early', async () => {
    await checkRule(
      'liveness-kills-before-ready',
      podWith(`
        containers:
          - name: web
            image: busybox
            command: [sh, -c, "sleep 60; httpd -f"]
            ¦startupProbe¦: { tcpSocket: { port: 80 }, failureThreshold: 3, periodSeconds: 5 }
      `),
    );
  });

  test('believes the readiness probe that asks the same', async () => {
    const [message] = await checkRule(
      'liveness-kills-before-ready',
      podWith(`
        containers:
          - name: web
            image: slow:1
            ¦livenessProbe¦: { httpGet: { path: /ok, port: 80 } }
            readinessProbe: { httpGet: { path: /ok, port: 80 }, initialDelaySeconds: 60 }
      `),
    );
    expect(message).toContain('first made after 60 s');
  });

  test('says nothing where nobody knows how long the start takes', async () => {
    await checkRule(
      'liveness-kills-before-ready',
      podWith(`
        containers:
          - name: web
            image: slow:1
            livenessProbe: { httpGet: { path: /alive, port: 80 } }
            readinessProbe: { httpGet: { path: /ok, port: 80 }, initialDelaySeconds: 60 }
          - name: marker
            image: busybox
            args: [sh, -c, "touch /tmp/healthy; sleep 30; rm /tmp/healthy; sleep 600"]
            livenessProbe: { exec: { command: [cat, /tmp/healthy] }, initialDelaySeconds: 5, periodSeconds: 5 }
      `),
    );
  });
});

test('a timeout longer than the period is told with the time that a hang takes', async () => {
  const [message] = await checkRule(
    'probe-timeout-exceeds-period',
    podWith(`
      containers:
        - name: web
          image: nginx
          livenessProbe: { httpGet: { port: 80 }, periodSeconds: 5, timeoutSeconds: ¦10¦ }
          readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5, timeoutSeconds: 5 }
    `),
  );
  expect(message).toContain('about 30 s');
});

test('a timeout longer than the period is cut to it by the fix', async () => {
  const pod = (seconds: number) =>
    podWith(
      `containers: [{ name: a, image: b, livenessProbe: { httpGet: { port: 80 }, timeoutSeconds: ${seconds} } }]`,
    );
  expect(await afterFix('probe-timeout-exceeds-period', pod(60))).toBe(pod(10));
});

test('liveness with the patience of readiness is pointed out, with more of it not', async () => {
  const pod = (more: string, key: string) =>
    podWith(`
      containers:
        - name: web
          image: nginx
          ${key}: { httpGet: { port: 80 }${more} }
          readinessProbe: { httpGet: { port: 80 } }
    `);
  await checkRule('liveness-same-as-readiness', pod('', '¦livenessProbe¦'));
  await checkRule('liveness-same-as-readiness', pod(', failureThreshold: 6', 'livenessProbe'));
});

describe('a preStop hook', () => {
  test('that sleeps through the grace period is told', async () => {
    const [message] = await checkRule(
      'prestop-uses-up-grace-period',
      podWith(`
        containers:
          - name: web
            image: nginx
            lifecycle:
              ¦preStop¦:
                exec:
                  command: [sh, -c, "sleep 40"]
      `),
    );
    expect(message).toContain('SIGTERM only after 30 s and is killed 2 s later');
  });

  test('that leaves time is right', async () => {
    await checkRule(
      'prestop-uses-up-grace-period',
      podWith(`
        terminationGracePeriodSeconds: 60
        containers:
          - name: web
            image: nginx
            lifecycle: { preStop: { sleep: { seconds: 40 } } }
          - name: api
            image: nginx
            lifecycle: { preStop: { exec: { command: [sleep, "10"] } } }
      `),
    );
  });

  test('gets a longer grace period by the fix', async () => {
    const text = podWith(`
      terminationGracePeriodSeconds: 10  # short
      containers:
        - name: web
          image: nginx
          lifecycle: { preStop: { sleep: { seconds: 10 } } }
    `);
    expect(await afterFix('prestop-uses-up-grace-period', text)).toContain(
      'terminationGracePeriodSeconds: 40  # short\n',
    );
    const unset = podWith(`
      containers:
        - name: web
          image: nginx
          lifecycle: { preStop: { exec: { command: [sleep, 30s] } } }
    `);
    expect(await afterFix('prestop-uses-up-grace-period', unset)).toContain(
      'spec:\n  terminationGracePeriodSeconds: 60\n  containers:\n',
    );
  });
});

test('a grace period of 0 is told, of 1 not', async () => {
  const pod = (grace: string) =>
    podWith(`
      terminationGracePeriodSeconds: ${grace}
      containers: [{ name: web, image: nginx }]
    `);
  await checkRule('grace-period-zero', pod('¦0¦'));
  await checkRule('grace-period-zero', pod('1'));
  expect(await afterFix('grace-period-zero', pod('0'))).toBe(pod('1'));
});

test('latest is told where it is pulled only once', async () => {
  await checkRule(
    'latest-never-pulled-again',
    podWith(`
      containers:
        - { name: a, image: nginx, imagePullPolicy: ¦IfNotPresent¦ }
        - { name: b, image: "nginx:latest", imagePullPolicy: Always }
        - { name: c, image: "nginx:1.29", imagePullPolicy: IfNotPresent }
        - { name: d, image: nginx }
    `),
  );
});

describe('sh -C', () => {
  test('is told in commands, probes and hooks, and mended', async () => {
    await checkRule(
      'shell-capital-c',
      podWith(`
        containers:
          - name: web
            image: busybox
            command: [sh, ¦-C¦, "sleep 5; echo done"]
            livenessProbe:
              exec:
                command:
                  - sh
                  - ¦-C¦
                  - ls /var/ready
            lifecycle: { postStart: { exec: { command: [/bin/bash, ¦"-C"¦, date] } } }
          - name: args
            image: busybox
            command: [sh]
            args: [¦-C¦, date]
      `),
    );
    const text = podWith('containers: [{ name: a, image: b, command: [sh, "-C", date] }]');
    expect(await afterFix('shell-capital-c', text)).toBe(text.replace('-C', '-c'));
  });

  test('is another program’s business elsewhere', async () => {
    await checkRule(
      'shell-capital-c',
      podWith(
        'containers: [{ name: a, image: b, command: [tar, -C, /tmp, -x], args: [git, -C, /src] }]',
      ),
    );
  });
});

describe('a command line in one word', () => {
  test('is no program', async () => {
    const text = podWith('containers: [{ name: a, image: busybox, command: [¦"sleep 3600"¦] }]');
    const [message] = await checkRule('command-in-one-word', text);
    expect(message).toContain('executable file not found');
    expect(await afterFix('command-in-one-word', text.replaceAll('¦', ''))).toContain(
      'command: ["sleep", "3600"]',
    );
  });

  test('is split in a list of lines too', async () => {
    const pod = (words: string) =>
      podWith(`
      containers:
        - name: a
          image: busybox
          command:
            ${words}
    `);
    expect(await afterFix('command-in-one-word', pod('- sleep 3600'))).toBe(
      pod('- "sleep"\n            - "3600"'),
    );
  });

  test('is right as the script of a shell', async () => {
    await checkRule(
      'command-in-one-word',
      podWith(
        'containers: [{ name: a, image: busybox, command: [sh, -c, "sleep 3600"] }, { name: b, image: c, command: [/run] }]',
      ),
    );
  });
});

describe('variables in $(…)', () => {
  test('must be defined, and before they are used in another', async () => {
    const [early, unknown] = await checkRule(
      'variable-undefined',
      podWith(`
        containers:
          - name: web
            image: nginx
            env:
              - { name: URL, value: "http://¦$(HOST)¦:80" }
              - { name: HOST, value: localhost }
              - { name: BOTH, value: "$(URL) $$(NOT_MEANT) $(KUBERNETES_SERVICE_HOST)" }
            args: ["--host=$(HOST)", "--port=¦$(PORT)¦", "$(date)"]
      `),
    );
    expect(early).toContain('defined further down');
    expect(unknown).toContain('`web` has no variable `PORT`');
  });

  test('may come from a ConfigMap as a whole', async () => {
    await checkRule(
      'variable-undefined',
      podWith(`
        containers:
          - name: web
            image: nginx
            envFrom: [{ configMapRef: { name: settings } }]
            args: ["$(ANYTHING)"]
      `),
    );
  });

  test('are written so where no shell runs', async () => {
    const pod = (word: string, command = 'server') =>
      podWith(`
        containers:
          - name: web
            image: nginx
            env: [{ name: PORT, value: "80" }]
            command: [${command}]
            args: ["--port=${word}", "--cost=$5"]
      `);
    await checkRule('variable-not-expanded', pod('¦$PORT¦'));
    await checkRule('variable-not-expanded', pod('$PORT', 'sh, -c'));
    await checkRule('variable-not-expanded', pod('$HOME'));
    expect(await afterFix('variable-not-expanded', pod('$PORT'))).toBe(pod('$(PORT)'));
  });
});

test('a decimal file mode is told and mended, a mode meant so is not', async () => {
  const pod = (mode: string) =>
    podWith(`
      containers: [{ name: web, image: nginx, volumeMounts: [{ name: v, mountPath: /v }] }]
      volumes: [{ name: v, secret: { secretName: s, defaultMode: ${mode} } }]
    `);
  await checkRule('file-mode-not-octal', pod('¦400¦'));
  await checkRule('file-mode-not-octal', pod('0400'));
  await checkRule('file-mode-not-octal', pod('420'));
  expect(await afterFix('file-mode-not-octal', pod('400'))).toBe(pod('0400'));
});

test('the old name of the service account is told while it stands alone', async () => {
  const pod = (key: string) => podWith(`${key}: robot\ncontainers: [{ name: a, image: b }]`);
  await checkRule('deprecated-field', pod('¦serviceAccount¦'));
  await checkRule('deprecated-field', pod('serviceAccountName: robot\nserviceAccount'));
  expect(await afterFix('deprecated-field', pod('serviceAccount'))).toBe(pod('serviceAccountName'));
});

describe('services that do not belong together', () => {
  test('are a front end and its database', async () => {
    await checkRule(
      'unrelated-services-in-one-pod',
      podWith(`
        containers:
          - { name: wordpress, image: "wordpress:6" }
          - { name: db, image: ¦"mysql:8"¦ }
      `),
    );
  });

  test('are not a program and its helpers', async () => {
    await checkRule(
      'unrelated-services-in-one-pod',
      podWith(`
        containers:
          - { name: db, image: "mysql:8" }
          - { name: backup, image: "mysql:8" }
          - { name: exporter, image: "prom/mysqld-exporter" }
      `),
    );
  });
});

describe('a sidecar in a Job', () => {
  const job = (proxy: string) => `
    apiVersion: batch/v1
    kind: Job
    metadata: { name: migrate }
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - { name: migrate, image: "migrate:1" }
            ${proxy}
  `;

  test('never lets it end as an ordinary container', async () => {
    await checkRule(
      'sidecar-keeps-job-running',
      job('- { name: ¦proxy¦, image: gcr.io/cloudsql-docker/gce-proxy:1.33 }'),
    );
    await checkRule(
      'sidecar-keeps-job-running',
      job('- { name: ¦log¦, image: busybox, command: [sh, -c], args: ["tail -F /log"] }'),
    );
  });

  test('may be ended by the worker where they share their processes', async () => {
    const shared = job('- { name: proxy, image: envoyproxy/envoy }').replace(
      'restartPolicy: Never',
      'restartPolicy: Never\n          shareProcessNamespace: true',
    );
    await checkRule('sidecar-keeps-job-running', shared);
  });

  test('is right as another worker, and in a Pod that runs on anyway', async () => {
    await checkRule(
      'sidecar-keeps-job-running',
      job('- { name: other, image: busybox, command: [sleep, "5"] }'),
    );
    await checkRule(
      'sidecar-keeps-job-running',
      podWith('containers: [{ name: a, image: b }, { name: p, image: envoyproxy/envoy }]'),
    );
  });
});

test('host ports are told where one Pod a node is not enough', async () => {
  const deployment = (replicas: number, port: string) => `
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      replicas: ${replicas}
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec:
          containers: [{ name: web, image: nginx, ports: [{ containerPort: 80, hostPort: ${port} }] }]
  `;
  await checkRule('host-port-limits-replicas', deployment(3, '¦8080¦'));
  await checkRule('host-port-limits-replicas', deployment(1, '8080'));
});

test('a volume that nobody mounts is told, with the places where one is used', async () => {
  await checkRule(
    'unused-volume',
    podWith(`
      containers:
        - name: web
          image: nginx
          volumeMounts: [{ name: used, mountPath: /a }]
          volumeDevices: [{ name: device, devicePath: /dev/x }]
          env: [{ name: A, valueFrom: { fileKeyRef: { volumeName: file, path: x, key: y } } }]
      volumes:
        - { name: used, emptyDir: {} }
        - { name: device, persistentVolumeClaim: { claimName: c } }
        - { name: file, emptyDir: {} }
        - { name: ¦forgotten¦, emptyDir: {} }
    `),
  );
});

describe('words that YAML 1.1 reads as something else', () => {
  test('are told as keys of labels and data, and quoted', async () => {
    const config = (key: string) => `
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: a, labels: { app: b } }
      data:
        ${key}: text
    `;
    const [message] = await checkRule('key-read-otherwise', config('¦on¦'));
    expect(message).toContain('becomes "true"');
    await checkRule('key-read-otherwise', config('¦1.10¦'));
    await checkRule('key-read-otherwise', config('"on"'));
    await checkRule('key-read-otherwise', config('10'));
    await checkRule('key-read-otherwise', config('online'));
    expect(await afterFix('key-read-otherwise', config('on'))).toContain('  "on": text\n');
  });

  test('are told as numbers with a leading zero, but for file modes', async () => {
    const pod = (user: string, more = '') =>
      podWith(`
        securityContext: { runAsUser: ${user} }
        containers: [{ name: a, image: b${more} }]
      `);
    const [message] = await checkRule('number-read-as-octal', pod('¦01000¦'));
    expect(message).toContain('the value is 512');
    await checkRule('number-read-as-octal', pod('1000'));
    await checkRule('number-read-as-octal', pod('0'));
    await checkRule('number-read-as-octal', pod('1', ', env: [{ name: A, value: 0644 }]'));
    await checkRule(
      'number-read-as-octal',
      podWith(
        'containers: [{ name: a, image: b }]\nvolumes: [{ name: v, configMap: { name: c, defaultMode: 0644 } }]',
      ),
    );
  });
});

test('bytes and whole cores are told where more and less was meant', async () => {
  const pod = (memory: string, cpu: string) =>
    podWith(
      `containers: [{ name: a, image: b, resources: { limits: { cpu: ${cpu}, memory: ${memory} } } }]`,
    );
  const [cores, bytes] = await checkRule('resource-without-unit', pod('¦512¦', '¦"500"¦'));
  expect(cores).toContain('500 whole cores');
  expect(bytes).toContain('512 bytes');
  await checkRule('resource-without-unit', pod('512Mi', '8'));
  await checkRule('resource-without-unit', pod('1000000000', '500m'));
  expect(await afterFix('resource-without-unit', pod('1Gi', '"500"'))).toContain('cpu: "500m"');
});

describe('a probe of a well-known image', () => {
  const pod = (port: string, more = '', image = 'nginx:1.29') =>
    podWith(`
      containers:
        - name: web
          image: ${image}
          ports: [{ name: http, containerPort: 8080 }]
          livenessProbe: { httpGet: { port: ${port} } }
          ${more}
    `);

  test('asks a port that the image listens on', async () => {
    const [message] = await checkRule('probe-port-not-listened', pod('¦8080¦'));
    expect(message).toContain('listens on 80 and not on 8080');
    await checkRule('probe-port-not-listened', pod('¦http¦'));
    await checkRule('probe-port-not-listened', pod('80'));
    expect(await afterFix('probe-port-not-listened', pod('8080'))).toBe(pod('80'));
  });

  test('may ask anything once the image is told what to do', async () => {
    await checkRule(
      'probe-port-not-listened',
      pod('8080', 'volumeMounts: [{ name: conf, mountPath: /etc/nginx }]'),
    );
    await checkRule('probe-port-not-listened', pod('8080', 'args: [server]'));
    await checkRule('probe-port-not-listened', pod('8080', 'env: [{ name: PORT, value: "8080" }]'));
    await checkRule('probe-port-not-listened', pod('8080', '', 'registry.example.com/nginx:1'));
  });
});

test('a hook with tcpSocket is told to fail always', async () => {
  const [message] = await checkRule(
    'deprecated-field',
    podWith(
      'containers: [{ name: a, image: b, lifecycle: { postStart: { ¦tcpSocket¦: { port: 80 } } } }]',
    ),
  );
  expect(message).toContain('always fails');
});
