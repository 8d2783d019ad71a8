// Every program that can run in a container, by the name that files of images carry.

import { chmod, chown, stat } from '../shell/commands/attributes';
import { awk } from '../shell/commands/awk';
import { echo, kill, printfCommand, pwd, sleep } from '../shell/commands/basics';
import { dd, truncateFile } from '../shell/commands/bulk';
import { copy, link, move } from '../shell/commands/copy';
import { curl } from '../shell/commands/curl';
import { base64, checksum } from '../shell/commands/encode';
import { head, tail } from '../shell/commands/ends';
import { expr } from '../shell/commands/expr';
import * as files from '../shell/commands/files';
import { df, du, find } from '../shell/commands/find';
import * as flow from '../shell/commands/flow';
import { grep } from '../shell/commands/grep';
import { ls } from '../shell/commands/ls';
import { netcat } from '../shell/commands/netcat';
import * as network from '../shell/commands/network';
import { sed } from '../shell/commands/sed';
import * as system from '../shell/commands/system';
import { tar } from '../shell/commands/tar';
import * as text from '../shell/commands/text';
import { wget } from '../shell/commands/wget';
import { shellCommand } from '../shell/shellCommand';
import { testCommand } from '../shell/testExpression';
import { databaseClient } from './databaseClient';
import { httpd } from './fileServer';
import { interpreter, java } from './interpreters';
import { nginx } from './nginx';
import { type Command, fail, out } from './process';
import { SERVICES, serviceCommand } from './services';
import * as special from './specialPrograms';

const accepts: Command = () => 0;

/** `usleep 1000` */
const usleep: Command = (process, argv) =>
  sleep(process, ['sleep', String(Number(argv[1] ?? 0) / 1_000_000)]);

/** `busybox ls` */
const busybox: Command = (process, argv) =>
  argv.length > 1 ? flow.become(process, argv.slice(1)) : 0;

const noNetwork: Command = (process, argv) => fail(process, 1, `${argv[0] ?? ''}: not simulated`);

const programs: Readonly<Record<string, Command>> = {
  sh: (process, argv) =>
    shellCommand(process.table.userland === 'debian' ? 'dash' : 'ash')(process, argv),
  ash: shellCommand('ash'),
  dash: shellCommand('dash'),
  bash: shellCommand('bash'),
  busybox,
  true: accepts,
  false: () => 1,
  echo,
  printf: printfCommand,
  test: testCommand,
  '[': testCommand,
  pwd,
  kill,
  sleep,
  usleep,
  cat: files.cat,
  touch: files.touch,
  rm: files.rm,
  rmdir: files.rmdir,
  mkdir: files.mkdir,
  mkfifo: files.mkfifo,
  ls: ls,
  cp: copy,
  mv: move,
  ln: link,
  chmod: chmod,
  chown: chown,
  stat: stat,
  tee: files.tee,
  dd: dd,
  truncate: truncateFile,
  fallocate: truncateFile,
  readlink: files.readlink,
  realpath: files.readlink,
  mktemp: files.mktemp,
  basename: files.basename,
  dirname: files.dirname,
  find: find,
  du: du,
  df: df,
  sync: accepts,
  tar,
  gzip: accepts,
  gunzip: accepts,
  unzip: accepts,
  head: head,
  tail: tail,
  wc: text.wc,
  sort: text.sort,
  uniq: text.uniq,
  cut: text.cut,
  tr: text.tr,
  rev: text.rev,
  tac: text.tac,
  seq: text.seq,
  yes: text.yes,
  base64: base64,
  md5sum: checksum,
  sha256sum: checksum,
  expr: expr,
  grep,
  sed,
  awk,
  more: files.cat,
  less: files.cat,
  env: flow.env,
  nohup: flow.nohup,
  nice: flow.passOn(0),
  setsid: flow.passOn(0),
  stdbuf: flow.passOn(0),
  'su-exec': flow.passOn(1),
  gosu: flow.passOn(1),
  init: flow.init,
  tini: flow.init,
  'dumb-init': flow.init,
  timeout: flow.timeout,
  xargs: flow.xargs,
  watch: flow.watch,
  hostname: system.hostname,
  date: system.date,
  id: system.id,
  whoami: system.whoami,
  uname: system.uname,
  ps: system.ps,
  top: system.ps,
  printenv: system.printenv,
  which: system.which,
  pgrep: system.byName,
  pkill: system.byName,
  killall: system.byName,
  nproc: system.nproc,
  uptime: system.uptime,
  free: system.free,
  clear: accepts,
  tty: (process) => {
    const terminal = process.fds[0]?.isTerminal === true;
    out(process, terminal ? '/dev/pts/0\n' : 'not a tty\n');
    return terminal ? 0 : 1;
  },
  wget: wget,
  curl: curl,
  nc: netcat,
  telnet: netcat,
  ping: network.ping,
  nslookup: network.nslookup,
  dig: network.nslookup,
  ip: noNetwork,
  ifconfig: noNetwork,
  netstat: accepts,
  apk: accepts,
  apt: accepts,
  'apt-get': accepts,
  dpkg: accepts,
  vi: accepts,
  httpd: httpd,
  app: special.app,
  'unhealthy-app': special.unhealthyApp,
  hello: special.hello,
  kubia: special.kubia({ starting: 'Kubia server starting...', body: "You've hit {hostname}\n" }),
  'kubia-unhealthy': special.kubia({
    starting: 'Kubia server starting...',
    body: "You've hit {hostname}\n",
    okFirst: 5,
  }),
  'assassing-kubia': special.kubia({ starting: 'Runing...', body: 'Hostname: {hostname}\n' }),
  nginx: nginx,
  entrypoint: special.entrypoint,
  'server-entrypoint': special.serverEntrypoint,
  'postgres-entrypoint': special.entrypointFor('postgres'),
  'mysql-entrypoint': special.entrypointFor('mysqld'),
  'mariadb-entrypoint': special.entrypointFor('mariadbd'),
  'mongo-entrypoint': special.entrypointFor('mongod'),
  'redis-entrypoint': special.entrypointFor('redis-server'),
  agnhost: special.agnhost,
  'http-echo': special.httpEcho,
  stress: special.stress,
  python: interpreter('python'),
  python3: interpreter('python'),
  node: interpreter('node'),
  ruby: interpreter('ruby'),
  php: interpreter('php'),
  perl: interpreter('perl'),
  java: java,
  pause: special.pause,
  'redis-cli': databaseClient({
    port: 6379,
    ok: 'PONG',
    bad: 'Could not connect to Redis at {where}: Connection refused',
    badCode: 1,
  }),
  pg_isready: databaseClient({
    port: 5432,
    ok: '{where} - accepting connections',
    bad: '{where} - no response',
    badCode: 2,
  }),
  psql: databaseClient({
    port: 5432,
    ok: '',
    bad: 'psql: error: connection to server at {where} failed: Connection refused',
    badCode: 2,
  }),
  mysqladmin: databaseClient({
    port: 3306,
    ok: 'mysqld is alive',
    bad: "mysqladmin: connect to server at '{where}' failed",
    badCode: 1,
  }),
  mysql: databaseClient({
    port: 3306,
    ok: '',
    bad: "ERROR 2003 (HY000): Can't connect to MySQL server on '{where}' (111)",
    badCode: 1,
  }),
  mongosh: databaseClient({
    port: 27017,
    ok: '{ ok: 1 }',
    bad: 'MongoNetworkError: connect ECONNREFUSED {where}',
    badCode: 1,
  }),
};

export const Commands: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(SERVICES).map(([name, service]) => [name, serviceCommand(service)] as const),
  ...Object.entries(programs),
]);
