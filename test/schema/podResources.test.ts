// What a Pod asks for as a whole, and the class that follows from it.
import { describe, expect, test } from 'vitest';
import { podLimits, podRequests, qosClass } from '../../server/src/schema/defaults';

type Plain = Readonly<Record<string, unknown>>;

/** `1 2Gi`: cpu and memory; `-` leaves one out; `1/2 1Gi/2Gi`: requests and limits. */
function resources(text: string): Plain {
  const names = ['cpu', 'memory', 'example.com/gpu'];
  const lists: Record<'requests' | 'limits', Record<string, string>> = { requests: {}, limits: {} };
  text.split(' ').forEach((word, index) => {
    const [request = '', limit = ''] = word.split('/');
    const name = names[index] ?? '';
    if (request !== '' && request !== '-') lists.requests[name] = request;
    if (limit !== '' && limit !== '-') lists.limits[name] = limit;
  });
  const given = Object.entries(lists).filter(([, list]) => Object.keys(list).length > 0);
  return Object.fromEntries(given);
}

/** `app 1 1Gi, init 2, sidecar 100m, overhead 50m, pod 4`. */
function specOf(text: string): Plain {
  const containers: Plain[] = [];
  const initContainers: Plain[] = [];
  const more: Record<string, unknown> = {};
  for (const part of text.split(', ')) {
    const [kind = '', ...amounts] = part.split(' ');
    const own = { resources: resources(amounts.join(' ')) };
    if (kind === 'app') containers.push(own);
    if (kind === 'init') initContainers.push(own);
    if (kind === 'sidecar') initContainers.push({ ...own, restartPolicy: 'Always' });
    if (kind === 'pod') more['resources'] = own.resources;
    if (kind === 'overhead') more['overhead'] = own.resources['requests'];
  }
  return { containers, initContainers, ...more };
}

describe('what a Pod requests', () => {
  test.each([
    ['app -', {}],
    ['app 1 1Gi', { cpu: '1', memory: '1Gi' }],
    ['app 1, app 2 1Gi', { cpu: '3', memory: '1Gi' }],
    ['app 1, init 2', { cpu: '2' }],
    ['app 3, init 2', { cpu: '3' }],
    ['app 1, init 2, init 5, init 3', { cpu: '5' }],
    ['app 1 1Gi, init 5', { cpu: '5', memory: '1Gi' }],
    ['app -, init 1 1Gi', { cpu: '1', memory: '1Gi' }],
    ['app 1, sidecar 1', { cpu: '2' }],
    ['app 1, sidecar 1, sidecar 2', { cpu: '4' }],
    ['app 1, init 5, sidecar 2', { cpu: '5' }],
    ['app 1, sidecar 2, init 5', { cpu: '7' }],
    ['app 4, init 1, sidecar 2', { cpu: '6' }],
    ['app 1, init 10, sidecar 1, init 10, sidecar 1, init 10', { cpu: '12' }],
    ['app 1, sidecar 1, init 1, sidecar 1, init 1', { cpu: '3' }],
    ['app 1, overhead 100m 64Mi', { cpu: '1100m', memory: '64Mi' }],
    ['app 1, sidecar 1, init 3, overhead 500m', { cpu: '4500m' }],
    ['app 1 1Gi, pod 4', { cpu: '4', memory: '1Gi' }],
    ['app 1, pod 4 2Gi, overhead 1', { cpu: '5', memory: '2Gi' }],
    ['app -/2 -/1Gi', { cpu: '2', memory: '1Gi' }],
  ])('%s: %o (L-SCH-10)', (text, expected) => {
    expect(podRequests(specOf(text))).toEqual(expected);
  });
});

describe('the limits of a Pod', () => {
  test.each([
    ['app 1', {}],
    ['app -/1, app -/2', { cpu: '3' }],
    ['app -/1, app 2', { cpu: '1' }],
    ['app -/1, init -/5', { cpu: '5' }],
    ['app -/1, sidecar -/2, init -/5', { cpu: '7' }],
    ['app -/1, overhead 100m 64Mi', { cpu: '1100m' }],
    ['app 1, overhead 100m', {}],
    ['app -/1 -/1Gi, pod -/4', { cpu: '4', memory: '1Gi' }],
  ])('%s: %o (L-SCH-10)', (text, expected) => {
    expect(podLimits(specOf(text))).toEqual(expected);
  });
});

describe('the quality of service of a Pod', () => {
  test.each([
    ['app -', 'BestEffort'],
    ['app -, app -, init -', 'BestEffort'],
    ['app 0/0 0/0', 'BestEffort'],
    ['app - - 1', 'BestEffort'],
    ['app - - 1/1', 'BestEffort'],
    ['app 100m/100m 100Mi/100Mi', 'Guaranteed'],
    ['app 100m/100m 100Mi/100Mi, app 200m/200m 1Gi/1Gi', 'Guaranteed'],
    ['app 100m/100m 100Mi/100Mi 1/1', 'Guaranteed'],
    ['app 0.1/100m 1Gi/1024Mi', 'Guaranteed'],
    ['app -/100m -/100Mi', 'Guaranteed'],
    ['app 100m/100m 100Mi/100Mi, app -', 'Burstable'],
    ['app 100m/100m 100Mi/100Mi, app 200m/300m 1Gi/1Gi', 'Burstable'],
    ['app 100m', 'Burstable'],
    ['app - 100Mi', 'Burstable'],
    ['app -/100m', 'Burstable'],
    ['app - -/100Mi', 'Burstable'],
    ['app 100m/200m 100Mi/200Mi', 'Burstable'],
    ['app 100m/100m 100Mi', 'Burstable'],
    ['app 100m/100m', 'Burstable'],
    ['app 0/100m 100Mi/100Mi', 'Burstable'],
    ['app -, app 100m', 'Burstable'],
    ['app -, init 100m', 'Burstable'],
    ['app -, init 100m/100m 100Mi/100Mi', 'Burstable'],
    ['app 100m/100m 100Mi/100Mi, init -', 'Burstable'],
    ['app 100m/100m 100Mi/100Mi, init 1/2 1Gi/1Gi', 'Burstable'],
    ['app 100m/100m 100Mi/100Mi, init 1/1 1Gi/1Gi', 'Guaranteed'],
    ['app 100m/100m 100Mi/100Mi, sidecar 1/1 1Gi/1Gi', 'Guaranteed'],
    ['app 100m/100m 100Mi/100Mi, sidecar -', 'Burstable'],
    ['app -, pod 1/1 1Gi/1Gi', 'Guaranteed'],
    ['app 100m/200m, pod 1/1 1Gi/1Gi', 'Guaranteed'],
    ['app 100m/100m 100Mi/100Mi, pod 1 1Gi', 'Burstable'],
    ['app 100m/100m 100Mi/100Mi, pod 1/2 1Gi/1Gi', 'Burstable'],
    ['app -, pod 1/1', 'Burstable'],
  ])('%s: %s (L-API-14)', (text, expected) => {
    expect(qosClass(specOf(text))).toBe(expected);
  });
});
