// Well-known servers: which ports they open, when, and how they take signals. Plain facts; `serviceCommand` makes
// programs of them. Rules: L-TRM-12, L-HOOK-10.

import { runBehaviour } from './behaviour';
import { type Command, fail, type Process } from './process';
import type { ProgramSpec, ServerSpec, SignalReaction } from './programSpec';
import type { SignalName } from './signals';

export interface Service {
  /** First one serves; the others only open. */
  readonly ports: readonly number[];
  readonly protocol: ServerSpec['protocol'];
  /** From start to open port. */
  readonly startMs: number;
  /** Its reaction to SIGTERM; `default`: no handler, so PID 1 ignores it (L-TRM-11). */
  readonly term: SignalReaction;
  /** Other stop signals that it handles. */
  readonly alsoStops?: readonly SignalName[];
  /** Flags that set the port: `--port`, `-p`. */
  readonly portFlags?: readonly string[];
  readonly body?: string;
  /** Its pages are the files there. */
  readonly root?: string;
  /** It will not start without one of these variables; the line it says then. */
  readonly needs?: { readonly anyOf: readonly string[]; readonly line: string };
}

const quick: SignalReaction = { kind: 'exit', code: 0, afterMs: 50 };
const slow: SignalReaction = { kind: 'exit', code: 0, afterMs: 1500 };
/** The JVM ends with 128+15 when its shutdown hooks are done. */
const jvm: SignalReaction = { kind: 'exit', code: 143, afterMs: 300 };
const none: SignalReaction = { kind: 'default' };
/** A Go program without a handler: the runtime's own one ends it, as PID 1 with code 2. */
const go: SignalReaction = { kind: 'exit', code: 2, afterMs: 0 };

const tcp = (ports: readonly number[], startMs: number, term: SignalReaction): Service => ({
  ports,
  protocol: 'tcp',
  startMs,
  term,
});
const http = (ports: readonly number[], startMs: number, term: SignalReaction): Service => ({
  ports,
  protocol: 'http',
  startMs,
  term,
});

export const SERVICES: Readonly<Record<string, Service>> = {
  'httpd-foreground': {
    ...http([80], 100, quick),
    alsoStops: ['SIGWINCH'],
    root: '/usr/local/apache2/htdocs',
  },
  'apache2-foreground': { ...http([80], 150, quick), alsoStops: ['SIGWINCH'] },
  'redis-server': { ...tcp([6379], 50, quick), portFlags: ['--port'] },
  'valkey-server': { ...tcp([6379], 50, quick), portFlags: ['--port'] },
  memcached: { ...tcp([11211], 20, quick), portFlags: ['-p'] },
  postgres: {
    ...tcp([5432], 1500, { kind: 'exit', code: 0, afterMs: 200 }),
    alsoStops: ['SIGINT'],
    portFlags: ['-p'],
    needs: {
      anyOf: [
        'POSTGRES_PASSWORD',
        'POSTGRES_PASSWORD_FILE',
        'POSTGRES_HOST_AUTH_METHOD',
        'POSTGRESQL_PASSWORD',
        'POSTGRESQL_POSTGRES_PASSWORD',
        'ALLOW_EMPTY_PASSWORD',
      ],
      line: 'Error: Database is uninitialized and superuser password is not specified.',
    },
  },
  mysqld: {
    ...tcp([3306, 33060], 8000, slow),
    portFlags: ['--port'],
    needs: {
      anyOf: [
        'MYSQL_ROOT_PASSWORD',
        'MYSQL_ROOT_PASSWORD_FILE',
        'MYSQL_ALLOW_EMPTY_PASSWORD',
        'MYSQL_RANDOM_ROOT_PASSWORD',
        'ALLOW_EMPTY_PASSWORD',
      ],
      line: '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
    },
  },
  mariadbd: {
    ...tcp([3306], 5000, slow),
    portFlags: ['--port'],
    needs: {
      anyOf: [
        'MARIADB_ROOT_PASSWORD',
        'MARIADB_ROOT_PASSWORD_FILE',
        'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
        'MARIADB_RANDOM_ROOT_PASSWORD',
        'MYSQL_ROOT_PASSWORD',
        'MYSQL_ALLOW_EMPTY_PASSWORD',
        'MYSQL_RANDOM_ROOT_PASSWORD',
        'ALLOW_EMPTY_PASSWORD',
      ],
      line: '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
    },
  },
  mongod: { ...tcp([27017], 1200, { kind: 'exit', code: 0, afterMs: 400 }), portFlags: ['--port'] },
  cassandra: tcp([9042, 7000], 20_000, jvm),
  elasticsearch: http([9200, 9300], 15_000, jvm),
  opensearch: http([9200, 9300], 15_000, jvm),
  kibana: http([5601], 12_000, slow),
  logstash: tcp([5044, 9600], 15_000, jvm),
  zookeeper: tcp([2181], 1500, jvm),
  kafka: tcp([9092], 5000, jvm),
  'rabbitmq-server': tcp([5672, 15672], 6000, slow),
  'nats-server': {
    ...tcp([4222, 8222], 50, { kind: 'exit', code: 1, afterMs: 50 }),
    portFlags: ['-p', '--port'],
  },
  mosquitto: tcp([1883], 50, quick),
  etcd: { ...http([2379, 2380], 300, quick), protocol: 'grpc' },
  consul: http([8500, 8600], 800, slow),
  vault: http([8200], 300, quick),
  prometheus: http([9090], 400, quick),
  alertmanager: http([9093], 200, quick),
  grafana: http([3000], 3000, quick),
  loki: http([3100], 800, quick),
  influxd: http([8086], 1000, quick),
  jaeger: http([16686, 4317], 500, quick),
  otelcol: http([13133, 4317], 500, quick),
  node_exporter: http([9100], 50, go),
  'kube-state-metrics': http([8080, 8081], 300, quick),
  coredns: { ...http([8080, 8181, 53], 200, quick) },
  traefik: http([80, 8080], 300, quick),
  envoy: http([10000, 9901], 300, quick),
  haproxy: { ...tcp([80], 100, quick), alsoStops: ['SIGUSR1'] },
  caddy: { ...http([80, 443], 100, quick) },
  whoami: {
    ...http([80], 20, go),
    portFlags: ['--port'],
    body: 'Hostname: {hostname}\nRemoteAddr: {from}\n{method} {path} HTTP/1.1\n',
  },
  'hello-app': {
    ...http([8080], 20, go),
    body: 'Hello, world!\nVersion: 1.0.0\nHostname: {hostname}\n',
  },
  echoserver: {
    ...http([8080], 100, quick),
    body: '\n\nHostname: {hostname}\n\nRequest Information:\n\tclient_address={from}\n\tmethod={method}\n\treal path={path}\n',
  },
  'nginx-hello': {
    ...http([80], 50, quick),
    alsoStops: ['SIGQUIT'],
    body: 'Server name: {hostname}\nURI: {path}\n',
  },
  'http-echo': { ...http([5678], 20, quick) },
  registry: http([5000], 100, go),
  minio: { ...http([9000, 9001], 800, quick) },
  tomcat: http([8080], 2500, jvm),
  jetty: http([8080], 2000, jvm),
  jenkins: http([8080, 50000], 20_000, jvm),
  sonarqube: http([9000], 40_000, jvm),
  nexus: http([8081], 60_000, jvm),
  keycloak: http([8080, 9000], 10_000, jvm),
  wordpress: { ...http([80], 1500, quick), alsoStops: ['SIGWINCH'] },
  'php-fpm': { ...tcp([9000], 100, quick), alsoStops: ['SIGQUIT'] },
  ghost: http([2368], 4000, none),
  fluentd: tcp([24224], 1500, quick),
  'fluent-bit': http([2020], 200, { kind: 'exit', code: 0, afterMs: 5000 }),
  filebeat: { ...tcp([], 200, quick) },
  telegraf: { ...tcp([], 200, quick) },
  'metrics-server': http([10250], 1000, quick),
  argocd: http([8080], 1500, quick),
  'kubia-app': {
    ...http([8080], 0, none),
    body: "You've hit {hostname}\n",
  },
};

/** Ports on which servers speak TLS. */
const ENCRYPTED_PORTS: ReadonlySet<number> = new Set([443, 6443, 8443, 10250]);

export function serviceSpec(service: Service, argv: readonly string[]): ProgramSpec {
  const chosen = portOf(service, argv);
  const ports = chosen === undefined ? service.ports : [chosen, ...service.ports.slice(1)];
  const signals: Partial<Record<SignalName, SignalReaction>> = { SIGTERM: service.term };
  if (service.term.kind === 'exit') {
    for (const name of ['SIGINT', ...(service.alsoStops ?? [])] as const)
      signals[name] = service.term;
  }
  return {
    signals,
    servers: ports.map((port, index) => ({
      port,
      protocol: index === 0 ? service.protocol : 'tcp',
      tls: ENCRYPTED_PORTS.has(port) ? 'tls' : 'plain',
      fromMs: service.startMs,
      body: service.body ?? 'ok\n',
      ...(service.root === undefined || index > 0
        ? {}
        : { root: service.root, listsDirectories: true }),
    })),
  };
}

function portOf({ portFlags = [] }: Service, argv: readonly string[]): number | undefined {
  for (const [index, word] of argv.entries()) {
    const flag = portFlags.find((name) => word === name || word.startsWith(`${name}=`));
    if (flag === undefined) continue;
    const value = word === flag ? argv[index + 1] : word.slice(flag.length + 1);
    if (value !== undefined && /^\d+$/.test(value)) return Number(value);
  }
  return undefined;
}

/** Somebody's own image of a server may listen elsewhere: where the manifest says. */
function asDeclared(service: Service, { table }: Process): Service {
  const { declaredPorts } = table;
  const [first] = declaredPorts;
  const elsewhere =
    table.isGuess &&
    first !== undefined &&
    !service.ports.some((port) => declaredPorts.includes(port));
  return elsewhere ? { ...service, ports: [first, ...service.ports.slice(1)] } : service;
}

export function serviceCommand(service: Service): Command {
  return (process, argv) => {
    if (argv.some((word) => /^(?:--version|-version|--help|-V|version)$/.test(word))) return 0;
    const { needs } = service;
    if (needs !== undefined && !needs.anyOf.some((name) => process.env.has(name))) {
      return fail(process, 1, needs.line);
    }
    return runBehaviour(process, serviceSpec(asDeclared(service, process), argv));
  };
}
