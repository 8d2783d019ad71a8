import { describe, expect, test } from 'vitest';
import { checkAction, titlesAt } from '../support/codeActions';

describe('an unknown field', () => {
  test('is renamed to the field that was meant', async () => {
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: nginx
            ima¦gePullPolic: Always  # fresh
      `,
      'Change to imagePullPolicy',
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: nginx
            imagePullPolicy: Always  # fresh
      `,
    );
  });

  test('moves to the level that has it', async () => {
    await checkAction(
      `
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        replica¦s: 3  # three
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: nginx }] }
      `,
      'Move "replicas" to spec',
      `
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: web, image: nginx }] }
        replicas: 3  # three
      `,
    );
  });

  test('moves up out of a container', async () => {
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: nginx
            host¦Network: true
      `,
      'Move "hostNetwork" to spec',
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        hostNetwork: true
        containers:
          - name: web
            image: nginx
      `,
    );
  });

  test('moves together with its neighbours when a block has the wrong indentation', async () => {
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
        - name: web
          image: nginx
        po¦rts:
        - containerPort: 80
        # how much
        env:
        - name: A
          value: b
        restartPolicy: Never
      `,
      'Move ports, env to spec.containers[0]',
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
        - name: web
          image: nginx
          ports:
          - containerPort: 80
          env:
          - name: A
            value: b
        # how much
        restartPolicy: Never
      `,
    );
  });

  test('is taken away, first in its item or in braces', async () => {
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web, col¦our: blue }
      spec: { containers: [{ name: web, image: nginx }] }
      `,
      'Remove "colour"',
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec: { containers: [{ name: web, image: nginx }] }
      `,
    );
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - colo¦ur: blue
            name: web
            image: nginx
      `,
      'Remove "colour"',
      `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: nginx
      `,
    );
  });
});

test('fields of a spec at the root of an object get the spec that they lack', async () => {
  await checkAction(
    `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    contai¦ners:
    - name: web
      image: nginx:1.27
    restartPolicy: Never  # once
    `,
    'Put the fields into a spec',
    `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
      - name: web
        image: nginx:1.27
      restartPolicy: Never  # once
    `,
  );
  await checkAction(
    `
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      contai¦ners:
      - name: web
        image: nginx:1.27
    spec: {}
    `,
    'Put the fields into a spec',
    `
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
    `,
  );
});

test('a word in quotes is changed for another in quotes', async () => {
  await checkAction(
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "ima¦g": "nginx:1"}]}}',
    'Change to image',
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "nginx:1"}]}}',
  );
});

test('Pod fields in a Deployment’s spec get the template that they lack', async () => {
  await checkAction(
    `
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 2
      conta¦iners:
        # the server
        - name: web
          image: nginx
      volumes: []
    `,
    'Put the Pod’s fields into a template',
    `
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 2
      selector:
        matchLabels:
          app: web
      template:
        metadata:
          labels:
            app: web
        spec:
          containers:
            # the server
            - name: web
              image: nginx
          volumes: []
    `,
  );
});

describe('a missing field', () => {
  test('is added with a placeholder in the style of the file', async () => {
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
        - im¦age: nginx  # the server
      `,
      'Add "name"',
      `
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
        - image: nginx  # the server
          name: app
      `,
    );
  });

  test('may be a whole block', async () => {
    await checkAction(
      `
      apiVersion: v1
      kind: Pod
      metadata:
          name: web
      sp¦ec: {}
      `,
      'Add "containers"',
      `
      apiVersion: v1
      kind: Pod
      metadata:
          name: web
      spec: { containers: [{ name: app, image: image }] }
      `,
    );
  });

  test('takes a selector from the template', async () => {
    await checkAction(
      `
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      sp¦ec:
        template:
          metadata:
            labels:
              app: web
          spec:
            containers:
              - name: web
                image: nginx
      `,
      'Add "selector"',
      `
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        template:
          metadata:
            labels:
              app: web
          spec:
            containers:
              - name: web
                image: nginx
        selector:
          matchLabels:
            app: web
      `,
    );
  });

  test('is a choice where one of several is required', async () => {
    const pod = (probe: string) => `
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: nginx
            ports: [{ name: http, containerPort: 80 }]
            ${probe}
      `;
    await checkAction(
      pod('livenessProbe: { period¦Seconds: 5 }'),
      'Add "httpGet"',
      pod('livenessProbe: { periodSeconds: 5, httpGet: { path: /, port: http } }'),
    );
  });
});

describe('a value of the wrong type', () => {
  const pod = (env: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: nginx
          ${env}
    `;
  test('is quoted where YAML 1.1 reads something else', async () => {
    await checkAction(
      pod('env: [{ name: A, value: y¦es }]'),
      'Quote the value: "yes"',
      pod('env: [{ name: A, value: "yes" }]'),
    );
    await checkAction(
      pod('env: [{ name: A, value: 06¦44 }]'),
      'Quote the value: "0644"',
      pod('env: [{ name: A, value: "0644" }]'),
    );
    await checkAction(
      pod('env: [{ name: A, value: 1_0¦00 }]'),
      'Quote the value: "1_000"',
      pod('env: [{ name: A, value: "1_000" }]'),
    );
    await checkAction(pod('args: [1¦.10]'), 'Quote the value: "1.10"', pod('args: ["1.10"]'));
  });

  test('loses quotes that make a number a text', async () => {
    await checkAction(
      pod('ports: [{ containerPort: "8¦0" }]'),
      'Remove the quotes',
      pod('ports: [{ containerPort: 80 }]'),
    );
  });

  test('gets the field that a lone number or word must have meant', async () => {
    await checkAction(
      pod('ports: [8¦0]'),
      'Change to { containerPort: 80 }',
      pod('ports: [{ containerPort: 80 }]'),
    );
    await checkAction(pod('env: [¦A]'), 'Change to { name: A }', pod('env: [{ name: A }]'));
  });

  test('becomes a list of names and values', async () => {
    await checkAction(
      pod('en¦v:\n            A: b  # first\n            PORT: 80\n            C: "x"'),
      'Make it a list',
      pod(
        'env:\n            - name: A\n              value: b  # first\n            - name: PORT\n              value: "80"\n            - name: C\n              value: "x"',
      ),
    );
  });

  test('loses a level that its kind does not have', async () => {
    const service = (selector: string) => `
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      ports: [{ port: 80 }]
      selector:
        ${selector}
    `;
    await checkAction(
      service('match¦Labels:\n          app: web  # ours\n          tier: front'),
      'Take away "matchLabels"',
      service('app: web  # ours\n        tier: front'),
    );
    await checkAction(
      service('matchLabels: ¦{ app: web }')
        .replace('selector:\n        ', 'selector: { ')
        .replace('{ app: web }', '{ app: web } }'),
      'Take away "matchLabels"',
      service('app: web').replace('selector:\n        app: web', 'selector: { app: web }'),
    );
  });

  test('becomes a list', async () => {
    await checkAction(pod('command: sle¦ep'), 'Make it a list', pod('command: ["sleep"]'));
    await checkAction(
      pod('en¦v:\n            name: A\n            value: b'),
      'Make it a list',
      pod('env:\n            - name: A\n              value: b'),
    );
  });
});

test('plain text among a Secret’s encoded data moves to where it may stand', async () => {
  await checkAction(
    `
    apiVersion: v1
    kind: Secret
    metadata: { name: login }
    data:
      user: YWxpY2U=
      password: not en¦coded!
    `,
    'Move to stringData, which takes plain text',
    `
    apiVersion: v1
    kind: Secret
    metadata: { name: login }
    data:
      user: YWxpY2U=
    stringData:
      password: "not encoded!"
    `,
  );
});

test('a value that is not supported is changed to one that is', async () => {
  const pod = (policy: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      restartPolicy: ${policy}
      containers: [{ name: web, image: nginx }]
    `;
  await checkAction(pod('alwa¦ys'), 'Change to Always', pod('Always'));
  await checkAction(pod('"Some¦times"'), 'Change to Never', pod('"Never"'));
});

test('a key set twice loses one of its values', async () => {
  const pod = (lines: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      ${lines}
      containers: [{ name: web, image: nginx }]
    `;
  const twice = pod('nodeName: one\n      nodeN¦ame: two');
  await checkAction(twice, 'Remove this one', pod('nodeName: one'));
  await checkAction(twice, 'Remove the first one', pod('nodeName: two'));
});

describe('what the API server does not allow', () => {
  const pod = (containers: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        ${containers}
    `;

  test('is written in the letters of a name', async () => {
    await checkAction(
      pod('- { name: My¦_Web, image: a }'),
      'Change to my-web',
      pod('- { name: my-web, image: a }'),
    );
    await checkAction(
      pod('- { name: "we¦bApp_", image: a }'),
      'Change to web-app',
      pod('- { name: "web-app", image: a }'),
    );
  });

  test('is short enough for the name of a port', async () => {
    const port = (name: string) =>
      pod(`- { name: a, image: x, ports: [{ name: ${name}, containerPort: 80 }] }`);
    await checkAction(port('HTT¦P_port'), 'Change to http-port', port('http-port'));
    await checkAction(
      port('a-very-long¦-port-name'),
      'Change to a-very-long-por',
      port('a-very-long-por'),
    );
  });

  test('gets a name of its own', async () => {
    await checkAction(
      pod('- { name: a, image: x }\n        - { name: ¦a, image: z }'),
      'Change to a-2',
      pod('- { name: a, image: x }\n        - { name: a-2, image: z }'),
    );
  });

  test('gets a unit that there is', async () => {
    const memory = (amount: string) =>
      pod(`- { name: a, image: x, resources: { limits: { memory: ${amount} } } }`);
    await checkAction(memory('51¦2 MB'), 'Change to 512Mi', memory('512Mi'));
    await checkAction(memory('51¦2 MB'), 'Change to 512M', memory('512M'));
    await checkAction(memory('"1¦,5GiB"'), 'Change to 1.5Gi', memory('"1.5Gi"'));
  });

  test('goes where it may not stand', async () => {
    const init = (probe: string) =>
      pod(
        '- { name: a, image: x }\n      initContainers:\n        - name: setup\n          image: z' +
          probe,
      );
    await checkAction(
      init('\n          liveness¦Probe:\n            exec: { command: [a] }'),
      'Remove "livenessProbe"',
      init(''),
    );
    await checkAction(
      pod(
        '- { name: a, image: x, env: [{ name: A, value: b, valueFrom: ¦{ fieldRef: { fieldPath: metadata.name } } }] }',
      ),
      'Remove "valueFrom"',
      pod('- { name: a, image: x, env: [{ name: A, value: b }] }'),
    );
  });

  test('is the end of a longer name', async () => {
    await checkAction(
      pod('- { name: a, image: x, ports: [{ po¦rt: 80 }] }'),
      'Change to containerPort',
      pod('- { name: a, image: x, ports: [{ containerPort: 80 }] }'),
    );
  });
});

describe('a selector that misses its own template', () => {
  const deployment = (selector: string, labels: string) => `
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      selector:
        matchLabels: ${selector}
      template:
        metadata:
          labels: ${labels}
        spec:
          containers: [{ name: web, image: nginx }]
    `;
  test('is mended on either side', async () => {
    const wrong = deployment('{ app: web }', '{ app: ¦api, tier: front }');
    await checkAction(
      wrong,
      'Change the template’s labels to match the selector',
      deployment('{ app: web }', '{ app: web, tier: front }'),
    );
    await checkAction(
      wrong,
      'Change the selector to match the template’s labels',
      deployment('{ app: api }', '{ app: api, tier: front }'),
    );
  });
});

describe('volumes and mounts', () => {
  const pod = (mount: string, more = '') => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: nginx
          volumeMounts:
            - name: ${mount}
              mountPath: /data
${more}`;

  test('a mount gets the volume that it names', async () => {
    await checkAction(
      pod('da¦ta'),
      'Add the emptyDir volume "data"',
      pod('data', '      volumes:\n        - name: data\n          emptyDir: {}\n'),
    );
    const others = { 'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: data }\n' };
    await checkAction(
      pod('da¦ta'),
      'Add the configMap volume "data"',
      pod(
        'data',
        '      volumes:\n        - name: data\n          configMap:\n            name: data\n',
      ),
      others,
    );
  });

  test('a mount takes the volume that was meant', async () => {
    const volumes = '      volumes: [{ name: data, emptyDir: {} }]\n';
    await checkAction(pod('da¦at', volumes), 'Change to data', pod('data', volumes));
  });

  test('a volume that is not used is mounted or goes', async () => {
    const source = (volumes: string) =>
      pod('data', `      volumes:\n        - { name: data, emptyDir: {} }\n${volumes}`);
    const unused = source('        - { name: ca¦che, emptyDir: {} }\n');
    await checkAction(unused, 'Remove the volume "cache"', source(''));
    await checkAction(
      unused,
      'Mount "cache" in web',
      source('        - { name: cache, emptyDir: {} }\n').replace(
        'mountPath: /data\n',
        'mountPath: /data\n            - name: cache\n              mountPath: /cache\n',
      ),
    );
  });
});

test('a restart policy at a container moves to its Pod', async () => {
  await checkAction(
    `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          restart¦Policy: Never
          image: nginx
    `,
    'Move restartPolicy to the Pod',
    `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      restartPolicy: Never
      containers:
        - name: web
          image: nginx
    `,
  );
});

describe('a sidecar', () => {
  const job = (containers: string) => `
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
    spec:
      template:
        spec:
          restartPolicy: Never
${containers}`;

  test('is made of a container that would keep its Job running', async () => {
    await checkAction(
      job(`          containers:
            - name: migrate
              image: migrate:1
            - name: pro¦xy  # to the database
              image: gcr.io/cloudsql-docker/gce-proxy:1.33
              args: [run]
`),
      'Make proxy a sidecar (init container with restartPolicy: Always)',
      job(`          initContainers:
            - name: proxy  # to the database
              restartPolicy: Always
              image: gcr.io/cloudsql-docker/gce-proxy:1.33
              args: [run]
          containers:
            - name: migrate
              image: migrate:1
`),
    );
  });

  test('joins the init containers that are there', async () => {
    await checkAction(
      job(`          initContainers:
            - { name: setup, image: a:1 }
          containers:
            - { name: migrate, image: migrate:1 }
            - { name: l¦og, image: fluent/fluent-bit }
`),
      'Make log a sidecar (init container with restartPolicy: Always)',
      job(`          initContainers:
            - { name: setup, image: a:1 }
            - { name: log, restartPolicy: Always, image: fluent/fluent-bit }
          containers:
            - { name: migrate, image: migrate:1 }
`),
    );
  });
});

describe('at a container', () => {
  const pod = (lines: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: mine
          ports:
            - containerPort: 8080
${lines}`;

  test('a readiness probe is added that asks its port', async () => {
    await checkAction(
      pod('').replace('image: mine', 'image: mi¦ne'),
      'Add a readiness probe',
      pod(`          readinessProbe:
            httpGet:
              path: /
              port: 8080
            periodSeconds: 5
`),
    );
  });

  test('a probe of a well-known image asks the port that it listens on', async () => {
    await checkAction(
      pod('').replace('image: mine', 'image: ngi¦nx'),
      'Add a readiness probe',
      pod(`          readinessProbe:
            httpGet:
              path: /
              port: 80
            periodSeconds: 5
`).replace('image: mine', 'image: nginx'),
    );
  });

  test('a startup probe asks what liveness asks and gives a slow start its time', async () => {
    const slow = `          command: [sh, -c, "sleep 60; exec server"]
          live¦nessProbe:
            tcpSocket:
              port: 8080
`;
    await checkAction(
      pod(slow),
      'Add a startup probe',
      pod(`${slow.replace('¦', '')}          startupProbe:
            tcpSocket:
              port: 8080
            periodSeconds: 10
            failureThreshold: 30
`),
    );
  });

  test('no probe is offered twice, nor to an init container that ends', async () => {
    expect(
      await titlesAt(
        pod('          readinessProbe: { tcpSocket: { port: 8080 } }\n').replace('mine', 'mi¦ne'),
      ),
    ).not.toContain('Add a readiness probe');
    expect(
      await titlesAt(pod('').replace('containers', 'initContainers').replace('mine', 'mi¦ne')),
    ).not.toContain('Add a readiness probe');
  });

  test('requests become equal to limits', async () => {
    await checkAction(
      pod(`          resou¦rces:
            requests:
              cpu: 100m  # little
            limits:
              cpu: "1"
              memory: 128Mi
`),
      'Make requests equal to limits',
      pod(`          resources:
            requests:
              cpu: 1  # little
              memory: 128Mi
            limits:
              cpu: "1"
              memory: 128Mi
`),
    );
    await checkAction(
      pod('          resources: { limits: { cpu¦: 1, memory: 1Gi } }\n'),
      'Make requests equal to limits',
      pod(
        '          resources: { limits: { cpu: 1, memory: 1Gi }, requests: { cpu: 1, memory: 1Gi } }\n',
      ),
    );
  });
});

describe('a finding of ours', () => {
  const pod = (line: string, first = '') => `
    ${first}apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      ${line}
      containers: [{ name: web, image: nginx }]
    `;
  test('is silenced on its line, above it where the line has a comment, or in the file', async () => {
    const title = 'Silence grace-period-zero on this line';
    await checkAction(
      pod('terminationGracePeriodSeconds: ¦0'),
      title,
      pod('terminationGracePeriodSeconds: 0  # podlab-disable-line grace-period-zero'),
    );
    await checkAction(
      pod('terminationGracePeriodSeconds: ¦0 # quick'),
      title,
      pod(
        '# podlab-disable-next-line grace-period-zero\n      terminationGracePeriodSeconds: 0 # quick',
      ),
    );
  });

  test('is silenced in its file by a comment at the top', async () => {
    expect(await titlesAt(pod('terminationGracePeriodSeconds: ¦0'))).toEqual([
      'Change to 1',
      'Silence grace-period-zero on this line',
      'Silence grace-period-zero in this file',
      'Explain grace-period-zero',
    ]);
  });

  test('offers no comment in JSON', async () => {
    const json =
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"terminationGracePeriodSeconds": ¦0, "containers": [{"name": "a", "image": "b"}]}}';
    expect(await titlesAt(json)).toEqual(['Change to 1', 'Explain grace-period-zero']);
  });
});

describe('text that is no YAML', () => {
  const pod = (lines: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: nginx
${lines}`;

  test('is indented like its neighbours', async () => {
    await checkAction(
      pod('            ports:\n              - containerPort: 80\n          tty: true\n').replace(
        'nginx',
        '¦nginx',
      ),
      'Indent "ports" with 6 spaces',
      pod('          ports:\n            - containerPort: 80\n          tty: true\n'),
    );
    await checkAction(
      pod('         t¦ty: true\n'),
      'Indent "tty" with 6 spaces',
      pod('          tty: true\n'),
    );
  });

  test('gets spaces for tabs', async () => {
    await checkAction(
      pod('    \t  \t¦tty: true\n'),
      'Replace tabs with spaces',
      pod('          tty: true\n'),
    );
  });

  test('gets what one line lacks', async () => {
    await checkAction(
      pod('          args: [¦a, "b"\n          tty: true\n'),
      'Add ]',
      pod('          args: [a, "b"]\n          tty: true\n'),
    );
    await checkAction(
      pod('          workingDir: ¦"/tmp\n'),
      'Add "',
      pod('          workingDir: "/tmp"\n'),
    );
    await checkAction(
      pod('          tty¦:true\n          stdin: true\n'),
      'Put a space after the colon',
      pod('          tty: true\n          stdin: true\n'),
    );
    await checkAction(
      pod('          tty¦ true\n          stdin: true\n'),
      'Add the colon',
      pod('          tty: true\n          stdin: true\n'),
    );
    await checkAction(
      pod('          workingDir: ¦a: b\n'),
      'Quote the value',
      pod('          workingDir: "a: b"\n'),
    );
  });
});

describe('a variable that is not known', () => {
  const pod = (env: string) => `
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: nginx
          env:
${env}`;
  const url = '            - name: URL\n              value: http://$(HO¦ST):80\n';
  const host = '            - name: HOST # local\n              value: localhost\n';

  test('is defined before it is used', async () => {
    await checkAction(
      pod(url + host),
      'Move the definition of HOST up',
      pod(host + url.replace('¦', '')),
    );
  });

  test('is added to the list', async () => {
    await checkAction(
      pod(`${host}          args: ["$(PO¦RT)"]\n`),
      'Define PORT in env',
      pod(
        `${host}            - name: PORT\n              value: value\n          args: ["$(PORT)"]\n`,
      ),
    );
  });
});

test('an edit in JSON is JSON', async () => {
  await checkAction(
    `
    {
      "apiVersion": "v1",
      "kind": "Pod",
      "metadata": { "name": "web" },
      "sp¦ec": {
        "restartPolicy": "Never"
      }
    }
    `,
    'Add "containers"',
    `
    {
      "apiVersion": "v1",
      "kind": "Pod",
      "metadata": { "name": "web" },
      "spec": {
        "restartPolicy": "Never",
        "containers": [{"name": "app", "image": "image"}]
      }
    }
    `,
  );
});

test('actions on hostile and half-typed text fail nowhere', async () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, x: 1}\nspec:\n  containers:\n  - name: a\n    imag: b\n    ports: "80"\n    volumeMounts: [{name: q, mountPath: /x}]\n  image: c\n';
  for (let end = 0; end <= text.length; end += 1) {
    const offset = Math.max(0, end - 3);
    await titlesAt(`${text.slice(0, offset)}¦${text.slice(offset, end)}`);
  }
});
