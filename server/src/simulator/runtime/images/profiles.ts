// What is known of widely used images: what starts, what is inside, how it is stopped. Sizes are about those of the
// usual tags; nothing here was read from an image.

import type { SignalName } from '../programs/signals';
import type { ImageProfile, Userland } from './imageProfile';

type Facts = Partial<Omit<ImageProfile, 'repository' | 'known' | 'assumptions'>>;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MEGABYTE = 1_000_000;

export const EMPTY_PROFILE: Omit<ImageProfile, 'repository' | 'known'> = {
  entrypoint: [],
  cmd: [],
  sizeBytes: 50 * MEGABYTE,
  env: [['PATH', PATH]],
  workingDir: '',
  user: '',
  exposedPorts: [],
  userland: 'debian',
  executables: {},
  files: {},
  assumptions: [],
};

const BASHRC = {
  '/etc/bash.bashrc': '# System-wide .bashrc file for interactive bash(1) shells.\n',
};

const base = (userland: Userland, megabytes: number, cmd: readonly string[]): Facts => ({
  userland,
  sizeBytes: Math.round(megabytes * MEGABYTE),
  cmd,
  files: userland === 'debian' ? BASHRC : {},
});

interface ServerFacts {
  /** Name of the program, as in services.ts. */
  readonly program: string;
  readonly ports: readonly number[];
  readonly megabytes: number;
  /** Where its binary is. */
  readonly path?: string;
  readonly userland?: Userland;
  readonly stopSignal?: SignalName;
  readonly user?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly executables?: Readonly<Record<string, string>>;
}

const ENTRYPOINT = '/docker-entrypoint.sh';

/** A server in an image of Docker's making; an image without an entrypoint says `entrypoint: []`. */
function server(facts: ServerFacts): Facts {
  const path = facts.path ?? `/usr/local/bin/${facts.program}`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    // Arguments in a manifest are the server's, unless they begin with a program.
    entrypoint: facts.entrypoint ?? [ENTRYPOINT, name],
    cmd: facts.cmd ?? [],
    exposedPorts: facts.ports,
    sizeBytes: Math.round(facts.megabytes * MEGABYTE),
    userland: facts.userland ?? 'debian',
    user: facts.user ?? '',
    executables: { [path]: facts.program, [ENTRYPOINT]: 'server-entrypoint', ...facts.executables },
    ...(facts.stopSignal === undefined ? {} : { stopSignal: facts.stopSignal }),
  };
}

/** A single static binary without a shell. */
function static_(facts: ServerFacts): Facts {
  const path = facts.path ?? `/${facts.program}`;
  return {
    ...server({ userland: 'none', ...facts, path }),
    entrypoint: facts.entrypoint ?? [path],
    cmd: facts.cmd ?? [],
  };
}

const PYTHON = {
  '/usr/local/bin/python': 'python',
  '/usr/local/bin/python3': 'python',
  '/usr/local/bin/pip': 'true',
  '/usr/local/bin/gunicorn': 'python',
  '/usr/local/bin/uvicorn': 'python',
};
const NODE = {
  '/usr/local/bin/node': 'node',
  '/usr/local/bin/npm': 'node',
  '/usr/local/bin/npx': 'node',
  '/usr/local/bin/yarn': 'node',
};
const JAVA = { '/opt/java/openjdk/bin/java': 'java', '/usr/bin/java': 'java' };
const CURL = { '/usr/bin/curl': 'curl' };

/** The image that the recordings use: a static test server beside busybox. */
const APP: Facts = {
  ...base('busybox', 1.471_799, []),
  entrypoint: ['/app'],
  executables: { '/app': 'app' },
};

const KUBIA: Facts = {
  ...base('debian', 13, []),
  sizeBytes: 12_865_766,
  files: {},
  env: [
    ['PATH', PATH],
    ['NODE_VERSION', '7.9.0'],
  ],
  exposedPorts: [],
  executables: { '/app': 'kubia', ...CURL, '/usr/bin/node': 'kubia' },
  entrypoint: ['node', 'app.js'],
};

const NGINX: Facts = {
  ...server({
    program: 'nginx',
    path: '/usr/sbin/nginx',
    ports: [80],
    megabytes: 72,
    stopSignal: 'SIGQUIT',
    cmd: ['nginx', '-g', 'daemon off;'],
    entrypoint: ['/docker-entrypoint.sh'],
  }),
  executables: { '/usr/sbin/nginx': 'nginx', '/docker-entrypoint.sh': 'entrypoint', ...CURL },
  files: {
    ...BASHRC,
    '/usr/share/nginx/html/index.html':
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
    '/usr/share/nginx/html/50x.html': '<!DOCTYPE html>\n<title>Error</title>\n',
    '/etc/nginx/nginx.conf': 'user  nginx;\nworker_processes  auto;\n',
    '/etc/nginx/conf.d/default.conf':
      'server {\n    listen       80;\n    server_name  localhost;\n}\n',
  },
};

const MYSQL = server({
  program: 'mysqld',
  path: '/usr/sbin/mysqld',
  ports: [3306, 33060],
  megabytes: 240,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mysqld'],
  executables: {
    '/usr/local/bin/docker-entrypoint.sh': 'mysql-entrypoint',
    '/usr/bin/mysql': 'mysql',
    '/usr/bin/mysqladmin': 'mysqladmin',
  },
});
const MARIADB = server({
  program: 'mariadbd',
  path: '/usr/sbin/mariadbd',
  ports: [3306],
  megabytes: 120,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mariadbd'],
  executables: {
    '/usr/local/bin/docker-entrypoint.sh': 'mariadb-entrypoint',
    '/usr/bin/mariadb': 'mysql',
    '/usr/bin/mysql': 'mysql',
    '/usr/bin/mysqladmin': 'mysqladmin',
    '/usr/bin/mariadb-admin': 'mysqladmin',
    '/usr/local/bin/healthcheck.sh': 'mysqladmin',
  },
});
const POSTGRES = server({
  program: 'postgres',
  path: '/usr/lib/postgresql/bin/postgres',
  ports: [5432],
  megabytes: 155,
  stopSignal: 'SIGINT',
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  executables: {
    '/usr/bin/postgres': 'postgres',
    '/usr/local/bin/docker-entrypoint.sh': 'postgres-entrypoint',
    '/usr/bin/pg_isready': 'pg_isready',
    '/usr/bin/psql': 'psql',
  },
});
const REDIS = server({
  program: 'redis-server',
  ports: [6379],
  megabytes: 45,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  executables: {
    '/usr/local/bin/docker-entrypoint.sh': 'redis-entrypoint',
    '/usr/local/bin/redis-cli': 'redis-cli',
  },
});

/** By the repository's last part, whoever built it; an entry with a slash is only for that very repository (`library/`: one without an owner). */
export const PROFILES: Readonly<Record<string, Facts>> = {
  'library/app': APP,
  'library/pullme': APP,
  'library/slowpull': APP,
  'library/unhealthy': { ...APP, executables: { '/app': 'unhealthy-app' } },
  'library/hello': { ...APP, executables: { '/hello': 'hello' }, entrypoint: ['/hello'] },
  'library/nocmd': { ...APP, entrypoint: [] },

  'luksa/kubia': KUBIA,
  'luksa/kubia-pet-peers': { ...KUBIA, sizeBytes: 12_865_776 },
  'luksa/kubia-pet': KUBIA,
  'luksa/kubia-unhealthy': {
    ...KUBIA,
    sizeBytes: 12_865_780,
    executables: { ...CURL, '/app': 'kubia-unhealthy', '/usr/bin/node': 'kubia-unhealthy' },
  },
  'assassing/kubia': {
    ...KUBIA,
    sizeBytes: 12_865_774,
    executables: { ...CURL, '/app': 'assassing-kubia', '/usr/bin/node': 'assassing-kubia' },
  },
  'assassing/kubia-unhealthy': {
    ...KUBIA,
    executables: { ...CURL, '/app': 'kubia-unhealthy', '/usr/bin/node': 'kubia-unhealthy' },
  },
  kubia: KUBIA,
  'kubia-unhealthy': {
    ...KUBIA,
    executables: { ...CURL, '/app': 'kubia-unhealthy', '/usr/bin/node': 'kubia-unhealthy' },
  },

  busybox: { ...base('busybox', 1.087_356, ['sh']), files: { '/www/.keep': '' } },
  alpine: base('alpine', 3.8, ['/bin/sh']),
  debian: base('debian', 49, ['bash']),
  ubuntu: {
    ...base('debian', 30, ['/bin/bash']),
    executables: { '/usr/bin/ps': 'ps', '/usr/bin/top': 'top' },
  },
  centos: base('debian', 80, ['/bin/bash']),
  rockylinux: base('debian', 65, ['/bin/bash']),
  almalinux: base('debian', 65, ['/bin/bash']),
  fedora: base('debian', 70, ['/bin/bash']),
  amazonlinux: base('debian', 60, ['/bin/bash']),
  ubi8: base('debian', 80, ['/bin/bash']),
  ubi9: base('debian', 80, ['/bin/bash']),
  'ubi-minimal': base('debian', 40, ['/bin/bash']),
  bash: { ...base('alpine', 6, ['bash']), executables: { '/usr/local/bin/bash': 'bash' } },
  'curlimages/curl': {
    ...base('alpine', 8, ['curl']),
    executables: { ...CURL, '/entrypoint.sh': 'entrypoint' },
    entrypoint: ['/entrypoint.sh'],
    user: 'curl_user',
  },
  netshoot: {
    ...base('alpine', 190, ['zsh']),
    executables: { ...CURL, '/bin/zsh': 'bash', '/bin/bash': 'bash', '/usr/bin/dig': 'dig' },
  },
  'jessie-dnsutils': {
    ...base('debian', 70, []),
    entrypoint: ['sleep', 'infinity'],
    executables: { '/usr/bin/dig': 'dig', '/usr/bin/nslookup': 'nslookup' },
  },
  'alpine/git': {
    ...base('alpine', 30, []),
    executables: { '/usr/bin/git': 'true' },
    entrypoint: ['git'],
  },
  kubectl: {
    ...base('debian', 60, []),
    executables: { '/usr/local/bin/kubectl': 'true' },
    entrypoint: ['kubectl'],
  },

  python: { ...base('debian', 350, ['python3']), executables: PYTHON },
  node: { ...base('debian', 350, ['node']), executables: { ...NODE, ...CURL } },
  golang: {
    ...base('debian', 300, ['bash']),
    executables: { '/usr/local/go/bin/go': 'true', ...CURL },
    workingDir: '/go',
  },
  ruby: {
    ...base('debian', 340, ['irb']),
    executables: { '/usr/local/bin/ruby': 'ruby', '/usr/local/bin/irb': 'ruby' },
  },
  php: {
    ...base('debian', 180, ['php', '-a']),
    executables: {
      '/usr/local/bin/php': 'php',
      '/usr/local/bin/php-fpm': 'php-fpm',
      '/usr/local/bin/apache2-foreground': 'apache2-foreground',
    },
  },
  perl: {
    ...base('debian', 330, ['perl', '-de0']),
    executables: { '/usr/local/bin/perl': 'perl' },
  },
  openjdk: {
    ...base('debian', 240, ['jshell']),
    executables: { ...JAVA, '/usr/bin/jshell': 'true' },
  },
  'eclipse-temurin': {
    ...base('debian', 200, ['jshell']),
    executables: { ...JAVA, '/usr/bin/jshell': 'true' },
  },
  amazoncorretto: { ...base('debian', 210, []), executables: JAVA },

  pause: { ...static_({ program: 'pause', ports: [], megabytes: 0.3 }), user: '65535:65535' },
  'hello-world': static_({ program: 'hello', path: '/hello', ports: [], megabytes: 0.01 }),
  agnhost: {
    ...base('busybox', 50, ['pause']),
    entrypoint: ['/agnhost'],
    executables: { '/agnhost': 'agnhost' },
  },
  liveness: {
    ...base('busybox', 5, ['liveness']),
    entrypoint: ['/agnhost'],
    executables: { '/agnhost': 'agnhost' },
  },
  stress: {
    ...base('alpine', 4, []),
    executables: { '/usr/local/bin/stress': 'stress' },
    cmd: ['stress'],
  },
  'stress-ng': {
    ...base('alpine', 6, []),
    executables: { '/usr/bin/stress-ng': 'stress' },
    entrypoint: ['stress-ng'],
  },

  nginx: NGINX,
  'nginx-unprivileged': {
    ...NGINX,
    user: '101',
    files: {
      ...NGINX.files,
      '/etc/nginx/conf.d/default.conf': 'server {\n    listen       8080;\n}\n',
    },
  },
  'bitnami/nginx': {
    ...NGINX,
    user: '1001',
    files: {
      ...NGINX.files,
      '/etc/nginx/conf.d/default.conf': 'server {\n    listen       8080;\n}\n',
    },
  },
  'nginxdemos/hello': server({
    program: 'nginx-hello',
    path: '/usr/sbin/nginx',
    ports: [80],
    megabytes: 20,
    userland: 'alpine',
    stopSignal: 'SIGQUIT',
    cmd: ['nginx', '-g', 'daemon off;'],
  }),
  httpd: {
    ...server({
      program: 'httpd-foreground',
      entrypoint: [],
      cmd: ['httpd-foreground'],
      ports: [80],
      megabytes: 58,
      stopSignal: 'SIGWINCH',
    }),
    files: {
      ...BASHRC,
      '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
    },
  },
  caddy: server({
    program: 'caddy',
    path: '/usr/bin/caddy',
    ports: [80, 443],
    megabytes: 20,
    userland: 'alpine',
    cmd: ['caddy', 'run'],
  }),
  haproxy: server({
    program: 'haproxy',
    path: '/usr/local/sbin/haproxy',
    ports: [80],
    megabytes: 40,
    stopSignal: 'SIGUSR1',
    user: 'haproxy',
  }),
  traefik: server({ program: 'traefik', ports: [80, 8080], megabytes: 60, userland: 'alpine' }),
  envoy: server({ program: 'envoy', ports: [10000], megabytes: 60 }),
  whoami: static_({ program: 'whoami', ports: [80], megabytes: 3 }),
  'hello-app': server({
    program: 'hello-app',
    path: '/hello-app',
    ports: [8080],
    megabytes: 8,
    userland: 'alpine',
    cmd: ['./hello-app'],
  }),
  echoserver: server({ program: 'echoserver', ports: [8080], megabytes: 45 }),
  'echo-server': server({ program: 'echoserver', ports: [80], megabytes: 45 }),
  'http-echo': static_({ program: 'http-echo', ports: [5678], megabytes: 4 }),
  'hpa-example': server({
    program: 'apache2-foreground',
    ports: [80],
    megabytes: 180,
    stopSignal: 'SIGWINCH',
  }),
  'gb-frontend': server({
    program: 'apache2-foreground',
    ports: [80],
    megabytes: 180,
    stopSignal: 'SIGWINCH',
  }),
  'gb-redis-follower': { ...REDIS, files: {} },

  redis: REDIS,
  valkey: {
    ...REDIS,
    executables: {
      ...REDIS.executables,
      '/usr/local/bin/valkey-server': 'valkey-server',
      '/usr/local/bin/valkey-cli': 'redis-cli',
    },
  },
  memcached: server({ program: 'memcached', ports: [11211], megabytes: 35, user: 'memcache' }),
  postgres: POSTGRES,
  postgresql: POSTGRES,
  mysql: MYSQL,
  mariadb: MARIADB,
  mongo: server({
    program: 'mongod',
    path: '/usr/bin/mongod',
    ports: [27017],
    megabytes: 290,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mongod'],
    executables: {
      '/usr/local/bin/docker-entrypoint.sh': 'mongo-entrypoint',
      '/usr/bin/mongosh': 'mongosh',
      '/usr/bin/mongo': 'mongosh',
    },
  }),
  cassandra: server({ program: 'cassandra', ports: [9042], megabytes: 180 }),
  elasticsearch: server({
    program: 'elasticsearch',
    ports: [9200, 9300],
    megabytes: 650,
    user: '1000:0',
  }),
  opensearch: server({ program: 'opensearch', ports: [9200, 9300], megabytes: 850, user: '1000' }),
  kibana: server({ program: 'kibana', ports: [5601], megabytes: 450, user: '1000' }),
  logstash: server({ program: 'logstash', ports: [5044], megabytes: 450, user: '1000' }),
  zookeeper: server({ program: 'zookeeper', ports: [2181], megabytes: 150 }),
  kafka: server({ program: 'kafka', ports: [9092], megabytes: 250, user: '1000' }),
  rabbitmq: server({ program: 'rabbitmq-server', ports: [5672], megabytes: 110 }),
  nats: server({ program: 'nats-server', ports: [4222], megabytes: 8, userland: 'alpine' }),
  'eclipse-mosquitto': server({
    program: 'mosquitto',
    ports: [1883],
    megabytes: 6,
    userland: 'alpine',
  }),
  etcd: static_({
    program: 'etcd',
    path: '/usr/local/bin/etcd',
    ports: [2379, 2380],
    megabytes: 20,
  }),
  consul: server({ program: 'consul', ports: [8500], megabytes: 55, userland: 'alpine' }),
  vault: server({ program: 'vault', ports: [8200], megabytes: 180, userland: 'alpine' }),
  registry: server({ program: 'registry', ports: [5000], megabytes: 10, userland: 'alpine' }),
  minio: {
    ...server({ program: 'minio', path: '/usr/bin/minio', ports: [9000], megabytes: 60 }),
    executables: {
      '/usr/bin/minio': 'minio',
      [ENTRYPOINT]: 'server-entrypoint',
      ...CURL,
    },
  },

  prometheus: server({
    program: 'prometheus',
    path: '/bin/prometheus',
    entrypoint: ['/bin/prometheus'],
    ports: [9090],
    megabytes: 110,
    userland: 'busybox',
    user: 'nobody',
  }),
  alertmanager: server({
    program: 'alertmanager',
    path: '/bin/alertmanager',
    entrypoint: ['/bin/alertmanager'],
    ports: [9093],
    megabytes: 30,
    userland: 'busybox',
    user: 'nobody',
  }),
  'node-exporter': server({
    program: 'node_exporter',
    path: '/bin/node_exporter',
    entrypoint: ['/bin/node_exporter'],
    ports: [9100],
    megabytes: 11,
    userland: 'busybox',
    user: 'nobody',
  }),
  grafana: server({
    program: 'grafana',
    ports: [3000],
    megabytes: 160,
    userland: 'alpine',
    user: '472',
  }),
  loki: static_({ program: 'loki', ports: [3100], megabytes: 30 }),
  influxdb: server({ program: 'influxd', ports: [8086], megabytes: 100 }),
  'jaegertracing/all-in-one': static_({ program: 'jaeger', ports: [16686], megabytes: 35 }),
  'opentelemetry-collector': static_({ program: 'otelcol', ports: [13133], megabytes: 60 }),
  'kube-state-metrics': static_({ program: 'kube-state-metrics', ports: [8080], megabytes: 15 }),
  'metrics-server': static_({ program: 'metrics-server', ports: [10250], megabytes: 20 }),
  coredns: static_({ program: 'coredns', ports: [53], megabytes: 17 }),
  fluentd: server({ program: 'fluentd', ports: [24224], megabytes: 50, user: 'fluent' }),
  'fluentd-elasticsearch': server({ program: 'fluentd', ports: [24224], megabytes: 120 }),
  'fluentd-gcp': server({ program: 'fluentd', ports: [24224], megabytes: 120 }),
  'fluent-bit': server({
    program: 'fluent-bit',
    path: '/fluent-bit/bin/fluent-bit',
    ports: [2020],
    megabytes: 35,
    userland: 'none',
    entrypoint: ['/fluent-bit/bin/fluent-bit'],
    cmd: [],
  }),
  filebeat: server({ program: 'filebeat', ports: [], megabytes: 150 }),
  telegraf: server({ program: 'telegraf', ports: [], megabytes: 130 }),

  tomcat: server({
    program: 'tomcat',
    ports: [8080],
    megabytes: 220,
    entrypoint: [],
    cmd: ['tomcat'],
  }),
  jetty: server({ program: 'jetty', ports: [8080], megabytes: 200, user: 'jetty' }),
  jenkins: server({ program: 'jenkins', ports: [8080, 50000], megabytes: 300, user: 'jenkins' }),
  sonarqube: server({ program: 'sonarqube', ports: [9000], megabytes: 500, user: 'sonarqube' }),
  nexus3: server({ program: 'nexus', ports: [8081], megabytes: 350, user: 'nexus' }),
  keycloak: server({ program: 'keycloak', ports: [8080], megabytes: 230, user: '1000' }),
  wordpress: server({ program: 'wordpress', ports: [80], megabytes: 250, stopSignal: 'SIGWINCH' }),
  ghost: server({ program: 'ghost', ports: [2368], megabytes: 160 }),
};

/** Servers of which Docker publishes the image: the same name in somebody's own folder is another image. */
export const OFFICIAL_SERVERS: ReadonlySet<string> = new Set(
  'cassandra couchbase couchdb elasticsearch ghost haproxy httpd influxdb jetty kibana logstash mariadb memcached mongo mysql nats nginx php postgres rabbitmq redis registry sonarqube telegraf tomcat traefik wordpress zookeeper'.split(
    ' ',
  ),
);
