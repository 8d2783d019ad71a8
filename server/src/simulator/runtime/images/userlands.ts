// Which programs and files the usual bases of images bring along. Plain data.

import type { Userland } from './imageProfile';

export interface UserlandFiles {
  readonly directories: readonly string[];
  /** Everybody may write there. */
  readonly sharedDirectories: readonly string[];
  readonly programs: readonly (readonly [directory: string, names: readonly string[]])[];
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;
const GROUP = 'root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnobody:x:65534:\n';

const FILE_TOOLS =
  words(`cat cp dd chmod chown date echo false kill ln ls mkdir mkfifo mv pwd rm rmdir
  sed sh sleep stat sync touch true uname grep hostname df`);
const TEXT_TOOLS =
  words(`[ awk basename cut dirname du env expr find head id nohup nproc printenv printf readlink realpath seq sort tail tee test
  timeout tr tty uniq wc whoami xargs yes base64 md5sum sha256sum mktemp`);
const BUSYBOX_TOOLS =
  words(`ash ps nc wget ping nslookup top httpd pgrep pkill killall usleep clear tac rev
  more less ip ifconfig netstat vi tar gzip gunzip unzip free uptime which watch telnet truncate`);

const COMMON = {
  directories: words(
    '/root /home /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin /bin /sbin /etc /lib /mnt /opt /srv /run /usr/lib',
  ),
  sharedDirectories: ['/tmp', '/var/tmp'],
};

export const USERLANDS: Readonly<Record<Userland, UserlandFiles>> = {
  none: {
    directories: [],
    sharedDirectories: [],
    programs: [],
    files: {},
    links: {},
  },
  busybox: {
    directories: words('/bin /root /home /usr /usr/bin /usr/sbin /lib /var /var/spool /etc'),
    sharedDirectories: ['/tmp'],
    programs: [['/bin', [...FILE_TOOLS, ...TEXT_TOOLS, ...BUSYBOX_TOOLS, 'busybox']]],
    files: { '/etc/passwd': PASSWD, '/etc/group': GROUP },
    links: { '/usr/bin/env': '/bin/env' },
  },
  alpine: {
    directories: [
      ...COMMON.directories,
      '/var/lib',
      '/var/run',
      '/var/log',
      '/var/cache',
      '/media',
    ],
    sharedDirectories: COMMON.sharedDirectories,
    programs: [
      [
        '/bin',
        [
          ...FILE_TOOLS,
          'ash',
          'busybox',
          'ps',
          'watch',
          'ping',
          'base64',
          'mktemp',
          'more',
          'vi',
          'tar',
          'gzip',
          'gunzip',
          'netstat',
          'printenv',
          'usleep',
        ],
      ],
      [
        '/usr/bin',
        [
          ...TEXT_TOOLS,
          'nc',
          'wget',
          'nslookup',
          'top',
          'pgrep',
          'pkill',
          'killall',
          'clear',
          'tac',
          'free',
          'uptime',
          'which',
          'less',
          'unzip',
          'telnet',
          'truncate',
        ],
      ],
      ['/sbin', ['apk', 'ip', 'ifconfig']],
    ],
    files: {
      '/etc/passwd': PASSWD,
      '/etc/group': GROUP,
      '/etc/alpine-release': '3.22.0\n',
      '/etc/os-release':
        'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.0\nPRETTY_NAME="Alpine Linux v3.22"\n',
    },
    links: {},
  },
  debian: {
    directories: [
      ...COMMON.directories,
      '/var/lib',
      '/var/log',
      '/var/cache',
      '/var/spool',
      '/boot',
      '/media',
    ],
    sharedDirectories: COMMON.sharedDirectories,
    programs: [
      [
        '/usr/bin',
        [
          ...FILE_TOOLS,
          ...TEXT_TOOLS,
          'bash',
          'dash',
          'tar',
          'gzip',
          'gunzip',
          'tac',
          'rev',
          'more',
          'which',
          'apt',
          'apt-get',
          'dpkg',
          'clear',
          'truncate',
          'perl',
        ],
      ],
    ],
    files: {
      '/etc/passwd': PASSWD.replace('/bin/sh', '/bin/bash'),
      '/etc/group': GROUP,
      '/etc/debian_version': '13.2\n',
      '/etc/os-release':
        'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nID=debian\n',
    },
    links: { '/bin': '/usr/bin', '/sbin': '/usr/sbin', '/lib': '/usr/lib', '/var/run': '/run' },
  },
  unknown: {
    directories: [...COMMON.directories, '/app', '/var/lib', '/var/log', '/var/cache'],
    sharedDirectories: COMMON.sharedDirectories,
    programs: [
      ['/bin', [...FILE_TOOLS, 'bash', 'ash', 'ps']],
      [
        '/usr/bin',
        [
          ...TEXT_TOOLS,
          ...words(
            'nc wget curl ping nslookup top pgrep pkill tar gzip gunzip which python python3 node java tini dumb-init',
          ),
        ],
      ],
    ],
    files: { '/etc/passwd': PASSWD, '/etc/group': GROUP },
    links: { '/var/run': '/run' },
  },
};
