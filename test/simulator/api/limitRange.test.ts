// What a LimitRange says against a Pod.
import { describe, expect, test } from 'vitest';
import { freshApi, podManifest, refusalOf } from './support';

type Fields = Readonly<Record<string, unknown>>;

function app(requests?: Fields, limits?: Fields): Fields {
  return {
    containers: [
      {
        name: 'app',
        image: 'app:1',
        resources: {
          ...(requests === undefined ? {} : { requests }),
          ...(limits === undefined ? {} : { limits }),
        },
      },
    ],
  };
}
function two(...all: readonly Fields[]): Fields {
  const containers = all.flatMap((each, i) =>
    (each['containers'] as readonly Fields[]).map((container) => ({ ...container, name: `c${i}` })),
  );
  return { containers };
}

/** `fits`, or what is said against the Pod. */
function verdict(item: Fields, spec: Fields): string {
  const { write } = freshApi();
  const limits = [item];
  const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'l' }, spec: { limits } };
  write({ verb: 'create', by: 'kubectl', object: range });
  const outcome = write({ verb: 'create', by: 'kubectl', object: podManifest('a', spec) });
  return outcome.answer.ok ? 'fits' : refusalOf(outcome).replace('403 pods "a" is forbidden: ', '');
}

describe('a LimitRange holds', () => {
  const least = { type: 'Container', min: { memory: '100Mi' } };
  const most = { type: 'Container', max: { cpu: '1' } };
  const wholePod = { type: 'Pod', max: { cpu: '2' }, min: { cpu: '500m' } };
  const ratio = { type: 'Container', maxLimitRequestRatio: { cpu: '1.5' } };
  test.each<[what: string, item: Fields, spec: Fields, expected: string]>([
    ['enough', least, app({ memory: '100Mi' }), 'fits'],
    [
      'too little',
      least,
      app({ memory: '50Mi' }),
      'minimum memory usage per Container is 100Mi, but request is 50Mi',
    ],
    ['as much as allowed', most, app({ cpu: '1' }, { cpu: '1' }), 'fits'],
    [
      'too much',
      most,
      app({ cpu: '1' }, { cpu: '2' }),
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      'each container by itself',
      most,
      two(app({ cpu: '1' }, { cpu: '1' }), app({ cpu: '1' }, { cpu: '1' })),
      'fits',
    ],
    [
      'two that complain alike complain once',
      most,
      two(app(undefined, { cpu: '2' }), app(undefined, { cpu: '2' })),
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      'two that complain',
      most,
      two(app(undefined, { cpu: '2' }), app(undefined, { cpu: '3' })),
      '[maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Container is 1, but limit is 3]',
    ],
    [
      'the whole Pod',
      wholePod,
      two(app(undefined, { cpu: '1' }), app(undefined, { cpu: '1' })),
      'fits',
    ],
    [
      'the whole Pod, too much',
      wholePod,
      two(app(undefined, { cpu: '1' }), app(undefined, { cpu: '2' })),
      'maximum cpu usage per Pod is 2, but limit is 3',
    ],
    [
      'the whole Pod, too little',
      wholePod,
      app({ cpu: '100m' }, { cpu: '1' }),
      'minimum cpu usage per Pod is 500m, but request is 100m',
    ],
    [
      'the whole Pod, nothing said',
      wholePod,
      app(),
      '[minimum cpu usage per Pod is 500m.  No request is specified, maximum cpu usage per Pod is 2.  No limit is specified]',
    ],
    ['a fair ratio', ratio, app({ cpu: '1' }, { cpu: '1500m' }), 'fits'],
    [
      'an unfair ratio',
      ratio,
      app({ cpu: '1' }, { cpu: '2' }),
      'cpu max limit to request ratio per Container is 1500m, but provided ratio is 2.000000',
    ],
    [
      'a ratio of nothing',
      ratio,
      app(),
      'cpu max limit to request ratio per Container is 1500m, but no request is specified or request is 0',
    ],
    [
      'a ratio without a limit',
      ratio,
      app({ cpu: '1' }),
      'cpu max limit to request ratio per Container is 1500m, but no limit is specified or limit is 0',
    ],
  ])('%s', (_what, item, spec, expected) => {
    expect(verdict(item, spec)).toBe(expected);
  });
});
