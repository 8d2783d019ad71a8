// What lies outside the cluster, for which nobody has written down anything: public names are taken to exist and to answer,
// private ones not. A run in which this took part says so.
import type { Answer, OutgoingRequest } from '../runtime/programs/program';
import { isAddress } from './names';

/** Ends of names that no public name has. */
const PRIVATE_ENDS = [
  '.local',
  '.internal',
  '.lan',
  '.home',
  '.corp',
  '.test',
  '.invalid',
  '.localhost',
];
const PRIVATE_ADDRESS = /^(?:10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)/;
/** As what the cluster's own API server is reached. */
export const API_SERVER = 'kubernetes.default.svc';
const BODY = '<!doctype html>\n<title>It works</title>\n';

export interface Outside {
  readonly answer: Answer;
  /** What was assumed, for the story. */
  readonly assumption: string;
}

/** A believable answer of a host outside the cluster. */
export function outsideAnswer(host: string, request: OutgoingRequest): Outside {
  if (host === API_SERVER && request.kind === 'http') return anonymousAnswer(request.path);
  if (isAddress(host) ? PRIVATE_ADDRESS.test(host) : isPrivate(host))
    return isAddress(host)
      ? { answer: { kind: 'silent' }, assumption: `nothing answers at ${host}` }
      : { answer: { kind: 'unknownHost' }, assumption: `there is no host ${host}` };
  switch (request.kind) {
    case 'dns':
      return {
        answer: { kind: 'dns', addresses: [publicAddress(host)] },
        assumption: `${host} is a name outside the cluster`,
      };
    case 'http':
      return {
        answer: {
          kind: 'http',
          status: 200,
          headers: new Map([['content-type', 'text/html']]),
          body: request.method === 'HEAD' ? '' : BODY,
        },
        assumption: `${host} answers 200 with a short page`,
      };
    case 'tcp':
      return {
        answer: { kind: 'tcp', received: '' },
        assumption: `${host} takes connections at port ${request.port}`,
      };
    case 'grpc':
      return {
        answer: { kind: 'grpc', health: 'SERVING' },
        assumption: `${host} is healthy at port ${request.port}`,
      };
  }
}

/** The API server lets nobody in without a token. */
function anonymousAnswer(path: string): Outside {
  const message = `forbidden: User "system:anonymous" cannot get path "${path}"`;
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  const body = { ...status, message, reason: 'Forbidden', details: {}, code: 403 };
  return {
    answer: {
      kind: 'http',
      status: 403,
      headers: new Map([['content-type', 'application/json']]),
      body: `${JSON.stringify(body, undefined, 2)}\n`,
    },
    assumption: 'the API server knows no one who calls without a token',
  };
}

function isPrivate(host: string): boolean {
  return !host.includes('.') || PRIVATE_ENDS.some((end) => host.endsWith(end));
}

/** An address for a public name, always the same, of a range that is kept for examples. */
function publicAddress(host: string): string {
  let hash = 0;
  for (const letter of host) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `203.0.113.${(hash % 254) + 1}`;
}
