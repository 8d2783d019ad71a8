import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { explainCommand } from '../../server/src/cli/explain';
import { wrapWords } from '../../server/src/support/wrapWords';

const RECORDED = fileURLToPath(new URL('../../../shared/oracle/explain/', import.meta.url));

function textOf(...args: string[]): string {
  const { stdout, stderr } = explainCommand(args);
  return stdout + stderr;
}

describe('explain prints what the recorded kubectl printed', () => {
  if (!existsSync(RECORDED)) {
    test('the recordings are absent from this checkout', () => {
      console.log(`explain: no recordings beside this repository, nothing compared`);
    });
    return;
  }
  for (const file of readdirSync(RECORDED)) {
    const [, path = '', recursive] = /^(.*?)(\.recursive)?\.txt$/.exec(file) ?? [];
    test(`${path}${recursive === undefined ? '' : ' --recursive'}`, () => {
      const args = recursive === undefined ? [path] : [path, '--recursive'];
      expect(textOf(...args)).toBe(readFileSync(RECORDED + file, 'utf8'));
    });
  }
});

describe('the page that a path leads to', () => {
  const headOf = (...args: string[]): string =>
    textOf(...args)
      .split('\n')
      .slice(0, 5)
      .join('\n');

  test('a kind in a group names the group first', () => {
    expect(headOf('deployment')).toBe(
      'GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nDESCRIPTION:',
    );
  });

  test.each(['po.spec', 'pods.spec', 'Pod.spec', 'pod.v1.spec', 'pods.spec.'])(
    '%s is the spec of a Pod',
    (path) => {
      expect(headOf(path)).toBe('KIND:       Pod\nVERSION:    v1\n\nFIELD: spec <PodSpec>\n');
    },
  );

  test.each(['deploy.spec', 'deployments.apps.spec', 'deployments.v1.apps.spec'])(
    '%s is the spec of a Deployment',
    (path) => {
      expect(textOf(path)).toContain(
        'KIND:       Deployment\nVERSION:    v1\n\nFIELD: spec <DeploymentSpec>\n',
      );
    },
  );

  test('indices pasted from a message are passed over', () => {
    expect(textOf('pod.spec.containers[0].image')).toBe(textOf('pod.spec.containers.image'));
  });

  test('the preferred version is the newest, and another one can be asked for', () => {
    expect(textOf('hpa')).toContain('VERSION:    v2\n');
    expect(textOf('hpa', '--api-version', 'autoscaling/v1')).toContain('VERSION:    v1\n');
  });

  test('events are those of the core group unless their group is named', () => {
    expect(textOf('events')).toMatch(/^KIND: {7}Event\n/);
    expect(textOf('events.events.k8s.io')).toMatch(/^GROUP: {6}events.k8s.io\n/);
  });

  test('all values stand on the page of the field, four of them beside it elsewhere', () => {
    const page = textOf('pod.spec.volumes.hostPath.type');
    expect(page).toContain(
      'ENUM:\n    ""\n    BlockDevice\n    CharDevice\n    Directory\n    DirectoryOrCreate\n',
    );
    expect(textOf('pod.spec.volumes.hostPath')).toContain(
      '  enum: "", BlockDevice, CharDevice, Directory, ....\n',
    );
  });

  test("values that only we know stay out of kubectl's text", () => {
    expect(textOf('pod.spec.os.name')).not.toContain('ENUM');
    expect(textOf('pod.spec.os.name', '--facts')).toContain('values: ');
  });

  test('a type that contains itself is unfolded once below each field that leads to it', () => {
    const own = textOf('crd.spec.versions.schema.openAPIV3Schema', '--recursive');
    expect(own.match(/^ {4}not\t<JSONSchemaProps>$/m)).not.toBeNull();
    expect(own.match(/^ {6}not\t<JSONSchemaProps>$/m)).toBeNull();
    const page = textOf('crd.spec.versions.schema', '--recursive');
    expect(page.match(/^ {6}not\t<JSONSchemaProps>$/m)).toBeNull();
    expect(page.match(/^ {4}not\t<JSONSchemaProps>$/m)).not.toBeNull();
  });
});

describe('what does not exist', () => {
  test('a resource that no server has is told as kubectl tells it, with exit code 1', () => {
    expect(explainCommand(['nosuch.spec'])).toEqual({
      stdout: '',
      stderr: 'the server doesn\'t have a resource type "nosuch"\n',
      code: 1,
    });
  });

  test('the first step that leads nowhere is named', () => {
    const result = explainCommand(['pod.spec.nope.deeper']);
    expect(result.stderr).toBe('error: field "nope" does not exist\n');
    expect(result.code).toBe(1);
  });

  test('nothing lies below a string or below the keys of a map', () => {
    expect(explainCommand(['pod.spec.nodeName.x']).code).toBe(1);
    expect(explainCommand(['pod.metadata.labels.app']).stderr).toBe(
      'error: field "app" does not exist\n',
    );
  });

  test('a version that is not served is told with the resource', () => {
    expect(explainCommand(['deployment', '--api-version=extensions/v1beta1']).stderr).toBe(
      'error: couldn\'t find resource for "extensions/v1beta1, Resource=deployments"\n',
    );
  });

  test('a list of objects is no resource', () => {
    expect(explainCommand(['list']).code).toBe(1);
    expect(explainCommand(['podlist']).code).toBe(1);
  });
});

describe('bad usage ends with code 2 and the usage', () => {
  test.each([
    [[]],
    [['pod', 'service']],
    [['pod', '--output', 'yaml']],
    [['pod', '--output']],
    [['pod', '--nonsense']],
    [['pod', '--kubernetes', '1.12']],
  ])('%j', (args) => {
    const result = explainCommand(args);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^error: .+\n\nUsage: podlab explain/);
  });

  test('asking for help is no mistake', () => {
    expect(explainCommand(['--help'])).toMatchObject({ stderr: '', code: 0 });
  });
});

describe('the JSON output', () => {
  const jsonOf = (...args: string[]): unknown =>
    JSON.parse(explainCommand([...args, '--output', 'json']).stdout);

  test('tells the field with its facts and the fields inside', () => {
    expect(jsonOf('pod.spec.containers.livenessProbe')).toMatchObject({
      group: '',
      version: 'v1',
      kind: 'Pod',
      path: 'spec.containers.livenessProbe',
      field: { name: 'livenessProbe', type: 'Probe', required: false },
      fields: expect.arrayContaining([
        expect.objectContaining({ name: 'periodSeconds', type: 'integer', default: '10' }),
      ]),
    });
  });

  test('an error leaves the standard output empty', () => {
    expect(explainCommand(['pod.nope', '-o', 'json'])).toMatchObject({ stdout: '', code: 1 });
  });
});

test('an older version is asked for: newer fields are gone', () => {
  expect(explainCommand(['pod.spec.hostnameOverride', '--kubernetes', '1.33']).code).toBe(1);
  expect(explainCommand(['pod.spec.hostnameOverride', '--kubernetes', '1.34']).code).toBe(0);
});

describe('words are wrapped', () => {
  test('a line is broken at the blanks before the word that does not fit', () => {
    expect(wrapWords('aaa bbb ccc', 7)).toBe('aaa bbb\nccc');
  });
  test('a word longer than a line stays whole on its own line', () => {
    expect(wrapWords('see https://example.com/long more', 10)).toBe(
      'see\nhttps://example.com/long\nmore',
    );
  });
  test('several blanks in a row survive inside a line', () => {
    expect(wrapWords('end.  Start', 20)).toBe('end.  Start');
  });
  test('line breaks of the text stay', () => {
    expect(wrapWords('a\n\n  b', 20)).toBe('a\n\n  b');
  });
});
