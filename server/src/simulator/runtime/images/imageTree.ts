// The files of an image, as a tree that all its containers share. Made when the first container looks at a file.

import type { TreeNode } from '../files/inode';
import type { ImageProfile, Userland } from './imageProfile';
import { USERLANDS } from './userlands';

type DirectoryNode = Extract<TreeNode, { kind: 'directory' }>;

const TREES = new WeakMap<ImageProfile, TreeNode>();

export function imageTree(image: ImageProfile): TreeNode {
  let tree = TREES.get(image);
  if (tree === undefined) {
    tree = buildTree(image);
    TREES.set(image, tree);
  }
  return tree;
}

/** What the kernel and the runtime put into every container. */
const DEVICES = ['null', 'zero', 'full', 'random', 'tty', 'stdin', 'stdout', 'stderr'] as const;

function buildTree(image: ImageProfile): TreeNode {
  const root = directory(0o755);
  for (const path of ['/dev', '/dev/shm', '/proc', '/proc/self', '/sys', '/etc'])
    folder(root, path);
  for (const device of DEVICES) place(root, `/dev/${device}`, { kind: 'device', device });
  place(root, '/dev/urandom', { kind: 'device', device: 'random' });
  place(root, '/proc/self/fd/1', { kind: 'device', device: 'stdout' });
  place(root, '/proc/self/fd/2', { kind: 'device', device: 'stderr' });
  place(root, '/proc/1/fd/1', { kind: 'device', device: 'logStdout' });
  place(root, '/proc/1/fd/2', { kind: 'device', device: 'logStderr' });
  place(root, '/proc/mounts', text(''));
  place(root, '/dev/termination-log', text(''), 0o666);
  addUserland(root, image.userland);
  for (const [path, program] of Object.entries(image.executables)) {
    place(root, path, executable(program));
  }
  for (const [path, content] of Object.entries(image.files)) {
    place(root, path, content.startsWith('#!') ? text(content, 0o755) : text(content));
  }
  if (image.workingDir !== '') folder(root, image.workingDir);
  return root;
}

function addUserland(root: DirectoryNode, name: Userland): void {
  const userland = USERLANDS[name];
  for (const path of userland.directories) folder(root, path);
  for (const path of userland.sharedDirectories) folder(root, path, 0o1777);
  for (const [folderPath, programs] of userland.programs) {
    for (const program of programs) place(root, `${folderPath}/${program}`, executable(program));
  }
  for (const [path, content] of Object.entries(userland.files)) place(root, path, text(content));
  for (const [path, target] of Object.entries(userland.links)) {
    place(root, path, { kind: 'link', target });
  }
}

function directory(mode: number): DirectoryNode {
  return { kind: 'directory', mode, children: new Map() };
}

function text(content: string, mode = 0o644): TreeNode {
  return { kind: 'file', mode, text: content };
}

function executable(program: string): TreeNode {
  return { kind: 'file', mode: 0o755, text: '\u007fELF', program };
}

function folder(root: DirectoryNode, path: string, mode = 0o755): DirectoryNode {
  let at = root;
  const steps = path.split('/').filter((step) => step !== '');
  steps.forEach((step, index) => {
    const next = at.children.get(step);
    if (next?.kind === 'directory') {
      at = next;
      return;
    }
    if (next?.kind === 'link') {
      at = folder(root, next.target);
      return;
    }
    const made = directory(index === steps.length - 1 ? mode : 0o755);
    at.children.set(step, made);
    at = made;
  });
  return at;
}

function place(root: DirectoryNode, path: string, node: TreeNode, mode?: number): void {
  const cut = path.lastIndexOf('/');
  const named = mode !== undefined && node.kind === 'file' ? { ...node, mode } : node;
  folder(root, path.slice(0, cut)).children.set(path.slice(cut + 1), named);
}
