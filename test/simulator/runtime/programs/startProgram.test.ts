import { describe, expect, test } from 'vitest';
import { FakeContainer } from './fakeMachine';

describe('what is started', () => {
  test('args replace the cmd of the image, command replaces its entrypoint too', () => {
    expect(new FakeContainer({ image: 'busybox', args: ['echo', 'hi'] }).output).toBe('hi\n');
    expect(new FakeContainer({ image: 'app:1', command: ['echo', 'hi'] }).output).toBe('hi\n');
    expect(new FakeContainer({ image: 'app:1', args: ['--exit-after', '0'] }).exitCode).toBe(0);
  });

  test('an image without a command cannot be created', () => {
    expect(new FakeContainer({ image: 'nocmd:1' }).start).toEqual({ kind: 'noCommand' });
    expect(new FakeContainer({ image: 'nocmd:1', command: ['sleep', '1'] }).start.kind).toBe(
      'program',
    );
  });

  test.each([
    [['nosuchcmd'], 'exec: "nosuchcmd": executable file not found in $PATH'],
    [
      ['/no/such/command'],
      'exec: "/no/such/command": stat /no/such/command: no such file or directory',
    ],
    [['/etc/passwd'], 'exec: "/etc/passwd": permission denied'],
    [['/tmp'], 'exec: "/tmp": permission denied'],
  ])('%j cannot be started (L-SYN-14)', (command, text) => {
    expect(new FakeContainer({ image: 'busybox', command }).start).toEqual({
      kind: 'startError',
      text,
    });
  });

  test.each(['busybox', 'alpine', 'ubuntu', 'debian', 'python:3', 'node:20'])(
    'a bare %s has no terminal to read from and is completed at once',
    (image) => {
      expect(new FakeContainer({ image })).toMatchObject({ exitCode: 0, exitedAt: 0 });
      expect(
        new FakeContainer({ image, stdin: true, tty: true }).advance(1000).exitCode,
      ).toBeUndefined();
    },
  );

  test('the working directory is where commands run', () => {
    expect(new FakeContainer({ command: ['pwd'], workingDir: '/data' }).output).toBe('/data\n');
  });
});

describe('well-known images', () => {
  test.each([
    ['nginx', 80, 'SIGQUIT'],
    ['nginx', 80, 'SIGTERM'],
    ['httpd:2.4', 80, 'SIGWINCH'],
    ['redis:7', 6379, 'SIGTERM'],
    ['registry.k8s.io/pause:3.10', undefined, 'SIGTERM'],
    ['memcached', 11211, 'SIGTERM'],
  ] as const)('%s listens on %s and ends with 0 at %s', (image, port, signal) => {
    const container = new FakeContainer({ image }).advance(2000);
    expect([...container.listening]).toEqual(port === undefined ? [] : [port]);
    container.program.signal(signal);
    expect(container.advance(3000).exitCode).toBe(0);
  });

  test('a database without its password says so and ends', () => {
    expect(new FakeContainer({ image: 'postgres:16' }).exitCode).toBe(1);
    expect(new FakeContainer({ image: 'mysql:8' }).exitCode).toBe(1);
    const container = new FakeContainer({
      image: 'postgres:16',
      env: { POSTGRES_PASSWORD: 'x' },
    }).advance(1000);
    expect(container.listening.has(5432)).toBe(false);
    expect(container.advance(1000).listening.has(5432)).toBe(true);
  });

  test('nginx without `daemon off;` leaves the foreground, and the container is over', () => {
    expect(new FakeContainer({ image: 'nginx', command: ['nginx'] })).toMatchObject({
      exitCode: 0,
      exitedAt: 0,
    });
  });

  test('nginx listens where its configuration says', () => {
    const container = new FakeContainer({
      image: 'nginx',
      command: [
        'sh',
        '-c',
        'echo "server { \n listen 8081;\n }" > /etc/nginx/conf.d/default.conf; exec nginx -g "daemon off;"',
      ],
    }).advance(100);
    expect([...container.listening]).toEqual([8081]);
  });

  test('agnhost liveness is well for ten seconds', () => {
    const container = new FakeContainer({
      image: 'registry.k8s.io/e2e-test-images/agnhost:2.40',
      args: ['liveness'],
    });
    expect(container.advance(9999).status(8080, '/healthz')).toBe(200);
    expect(container.advance(1).status(8080, '/healthz')).toBe(500);
  });

  test('stress takes the memory that it is told to', () => {
    const container = new FakeContainer({
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
      memoryLimit: 100 * 1_048_576,
    }).advance(1000);
    expect(container.exitCode).toBe(137);
  });

  test('python serves files, and misses scripts that are not there', () => {
    const server = new FakeContainer({
      image: 'python:3.12',
      command: ['python', '-m', 'http.server', '8080'],
    }).advance(1000);
    expect(server.status(8080)).toBe(200);
    const script = new FakeContainer({ image: 'python:3.12', command: ['python', 'app.py'] });
    expect(script).toMatchObject({ exitCode: 2 });
    expect(script.output).toBe(
      "python: can't open file '/app.py': [Errno 2] No such file or directory\n",
    );
  });

  test('a one-line program is read for its prints, sleeps and exit code, and the run says so', () => {
    const container = new FakeContainer({
      image: 'python:3.12',
      command: ['python', '-c', 'import time, sys; print("up"); time.sleep(3); sys.exit(4)'],
    }).advance(5000);
    expect(container).toMatchObject({ exitCode: 4, exitedAt: 3000, output: 'up\n' });
    expect(container.assumptions.join()).toContain('not run');
  });

  test('a JVM ends with 143', () => {
    const container = new FakeContainer({
      image: 'example/spring',
      command: ['java', '-jar', 'app.jar'],
      ports: [8080],
    }).advance(10_000);
    expect(container.status(8080)).toBe(200);
    container.program.signal('SIGTERM');
    expect(container.advance(1000).exitCode).toBe(143);
  });
});

describe('an image that nobody knows', () => {
  test('runs, listens on the declared ports, answers 200 and ends with 0, and the run names that', () => {
    const container = new FakeContainer({
      image: 'example.com/team/shop:2.1',
      ports: [3000],
    }).advance(1000);
    expect(container.status(3000, '/healthz')).toBe(200);
    expect(container.start).toMatchObject({ assumptions: [expect.stringContaining('team/shop')] });
    expect(container.assumptions.join()).toContain('port 3000');
    container.program.signal('SIGTERM');
    expect(container.advance(1000).exitCode).toBe(0);
  });

  test('its own commands are believed, its shell is a real one', () => {
    const container = new FakeContainer({
      image: 'shop',
      command: ['sh', '-c', 'echo migrating; ./manage.py migrate && exec gunicorn app'],
      ports: [8000],
    }).advance(1000);
    expect(container.output).toBe('migrating\n');
    expect(container.status(8000)).toBe(200);
    expect(container.exec('cat', '/tmp/healthy').code).toBe(1);
    expect(container.exec('/bin/grpc_health_probe', '-addr=:8000').code).toBe(0);
    expect(container.exec('sh', '-c', '/app/check.sh').code).toBe(0);
  });
});

describe('somebody’s own image with the name of a known one', () => {
  test('is taken to be like it, and the run says so', () => {
    const own = new FakeContainer({ image: 'acme/redis:1' }).advance(1000);
    expect([...own.listening]).toEqual([6379]);
    const assumptions = ['Image acme/redis is taken to be like redis.'];
    expect(own.start).toMatchObject({ assumptions });
    const mirrored = new FakeContainer({ image: 'registry.example/library/redis' });
    expect(mirrored.start).toMatchObject({ assumptions: [] });
  });

  test('may hold what else the manifest asks it for', () => {
    const probe = new FakeContainer({
      image: 'acme/cassandra',
      command: ['sh', '-c', '/ready-probe.sh && echo ready'],
    });
    expect(probe.output).toBe('ready\n');
    const stock = { image: 'cassandra', command: ['sh', '-c', '/ready-probe.sh || echo $?'] };
    expect(new FakeContainer(stock).output).toMatch(/127\n$/);
  });

  test('listens where the manifest says that it does', () => {
    const own = new FakeContainer({ image: 'acme/redis', ports: [26379] }).advance(1000);
    expect([...own.listening]).toEqual([26379]);
  });
});

describe('files of an image that nobody knows', () => {
  test('can be copied out of it', () => {
    const line = 'cp /sample.war /srv && cp -r /site/* /srv && ls /srv';
    const own = new FakeContainer({ image: 'acme/war', command: ['sh', '-c', line] });
    expect(own.output).toBe('sample.war\n');
    expect(own.assumptions).toContain('`/sample.war` is taken to be in the image.');
  });

  test('are not there where only processes put any', () => {
    const line = 'cp /tmp/done /srv';
    const own = new FakeContainer({ image: 'acme/war', command: ['sh', '-c', line] });
    expect(own.exitCode).toBe(1);
    const known = { image: 'busybox', command: ['sh', '-c', 'cp /sample.war /srv'] };
    expect(new FakeContainer(known).exitCode).toBe(1);
  });
});

describe('a scenario', () => {
  test('wins over image and command', () => {
    const container = new FakeContainer({
      image: 'nginx',
      scenario: { exitAfterMs: 5000, exitCode: 3, signals: { SIGTERM: { kind: 'ignore' } } },
    }).advance(1000);
    container.program.signal('SIGTERM');
    expect(container.advance(9000)).toMatchObject({ exitCode: 3, exitedAt: 5000 });
  });

  test('may be a script', () => {
    const container = new FakeContainer({
      image: 'nginx',
      scenario: { script: 'echo hi; sleep 2; exit 6' },
    }).advance(5000);
    expect(container).toMatchObject({ output: 'hi\n', exitCode: 6, exitedAt: 2000 });
  });

  test('a script has its tools also where the image has none', () => {
    const container = new FakeContainer({
      image: 'registry.k8s.io/pause:3.10',
      scenario: { script: 'seq 2 | tail -1; sleep 3; exit 4' },
    }).advance(5000);
    expect(container).toMatchObject({ output: '2\n', exitCode: 4, exitedAt: 3000 });
  });

  test('servers open, break, hang and answer by path', () => {
    const container = new FakeContainer({
      scenario: {
        servers: [
          {
            port: 80,
            protocol: 'http',
            fromMs: 1000,
            readyFromMs: 2000,
            brokenFromMs: 5000,
            hangsFromMs: 8000,
            failStatus: 503,
            paths: [{ path: '/live*', status: 204 }],
          },
          { port: 9000, protocol: 'grpc' },
        ],
      },
    });
    const at = (ms: number): number | undefined => container.advance(ms - container.now).status(80);
    expect([at(999), at(1000), at(2000), at(5000), at(8000)]).toEqual([
      undefined,
      503,
      200,
      503,
      undefined,
    ]);
    expect(container.request(80)).toBeUndefined();
    const health = container.program.answer({
      kind: 'grpc',
      host: '',
      port: 9000,
      service: '',
      from: '',
    });
    expect(health?.answer).toEqual({ kind: 'grpc', health: 'SERVING' });
  });

  test('writes on time, also again and again', () => {
    const container = new FakeContainer({
      scenario: {
        output: [
          { atMs: 0, text: 'up' },
          { atMs: 1000, everyMs: 2000, text: 'tick', stream: 'stderr' },
        ],
      },
    }).advance(6000);
    expect(container.log.map(({ at, stream, text }) => `${at} ${stream} ${text}`)).toEqual([
      '0 stdout up\n',
      '1000 stderr tick\n',
      '3000 stderr tick\n',
      '5000 stderr tick\n',
    ]);
  });
});

describe('memory', () => {
  test.each([
    [['sh', '-c', 'tail /dev/zero'], 'busybox'],
    [['python', '-c', 'x = "a" * 1024**3; print("done")'], 'python:3.12'],
    [['python3', '-c', 'l = []\nwhile True: l.append(" " * 10**6)'], 'python:3.12'],
  ])('%j is killed for what it takes (L-RST-13)', (command, image) => {
    const container = new FakeContainer({ image, command, memoryLimit: 256 * 1_048_576 });
    expect(container.advance(5000).exitCode).toBe(137);
    expect(container.output).toBe('');
  });
});

describe('encryption', () => {
  const ask = (container: FakeContainer, port: number, tls: boolean) =>
    container.program.answer({
      kind: 'http',
      method: 'GET',
      host: '',
      port,
      path: '/',
      headers: new Map(),
      body: '',
      tls,
      from: '',
    })?.answer;

  test('a plain server is no answer to a client that wants TLS', () => {
    const container = new FakeContainer({ image: 'app:1', args: ['--http', '8080'] });
    expect(ask(container, 8080, true)).toMatchObject({ plain: true });
    expect(ask(container, 8080, false)).toMatchObject({ status: 200 });
  });

  test('a server that nobody knows takes clients as they come, gRPC health checks too', () => {
    const container = new FakeContainer({ image: 'team/shop', ports: [8443] });
    expect([ask(container, 8443, true), ask(container, 8443, false)]).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
    const health = container.program.answer({
      kind: 'grpc',
      host: '',
      port: 8443,
      service: '',
      from: '',
    });
    expect(health?.answer).toEqual({ kind: 'grpc', health: 'SERVING' });
  });
});

describe('nginx', () => {
  const html = (text: string): FakeContainer =>
    new FakeContainer({
      image: 'nginx',
      command: ['sh', '-c', `${text}; exec nginx -g "daemon off;"`],
    }).advance(100);

  test('serves its files: what is not there is 404, a directory without an index 403', () => {
    const stock = html(':');
    expect([stock.status(80), stock.status(80, '/healthz'), stock.status(80, '/50x.html')]).toEqual(
      [200, 404, 200],
    );
    expect(html('rm /usr/share/nginx/html/*').status(80)).toBe(403);
    const answer = html('echo Hello > /usr/share/nginx/html/index.html').request(80)?.answer;
    expect(answer?.kind === 'http' ? answer.body : '').toBe('Hello\n');
  });

  test('answers as the locations of its configuration say', () => {
    const container = html(
      `printf 'server { listen 8080;\\n location /healthz { return 200 "well"; }\\n location /api { proxy_pass http://api; }\\n location / { try_files $uri /index.html; } }' > /etc/nginx/conf.d/default.conf`,
    );
    expect(
      ['/healthz', '/api/x', '/some/page'].map((path) => container.status(8080, path)),
    ).toEqual([200, 200, 200]);
    expect(container.assumptions.join()).toContain('not followed');
  });

  test('logs its requests with their status', () => {
    const container = html(':');
    container.status(80, '/nope');
    expect(container.output).toMatch(
      /^10\.244\.0\.1 - - \[01\/Jan\/2026:00:00:00 \+0000\] "GET \/nope HTTP\/1\.1" 404 /,
    );
  });
});
