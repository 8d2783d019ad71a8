import type { Answer, HttpRequest, IncomingRequest } from '../runtime/programs/program';

export function httpUrl(request: HttpRequest): string {
  return `${request.tls ? 'https' : 'http'}://${request.host}:${request.port}${request.path}`;
}

/** A transport error of an HTTP client. Rules: L-PRB-12. */
export function httpErrorText(request: HttpRequest, answer: Answer): string {
  const begin = `Get "${httpUrl(request)}": `;
  switch (answer.kind) {
    case 'http':
      return `${begin}http: server gave HTTP response to HTTPS client`;
    case 'reset':
      return `${begin}EOF`;
    case 'tcp':
    case 'grpc':
      return `${begin}net/http: HTTP/1.x transport connection broken: malformed HTTP response`;
    default:
      return begin + tcpErrorText(request, answer);
  }
}

export function tcpErrorText(request: IncomingRequest, answer: Answer): string {
  const to = `${request.host}:${request.port}`;
  switch (answer.kind) {
    case 'refused':
      return `dial tcp ${to}: connect: connection refused`;
    case 'unknownHost':
      return `dial tcp: lookup ${request.host}: no such host`;
    case 'unreachable':
      return `dial tcp ${to}: connect: no route to host`;
    default:
      return `dial tcp ${to}: i/o timeout`;
  }
}

/** The runtime's words, as they come back from its call. @param execId what the runtime calls the process that it could not start */
export function execErrorText(text: string, execId: string): string {
  const said = text.startsWith('container not found')
    ? 'failed to exec in container: container is in CONTAINER_EXITED state'
    : text.replace('failed to start exec: ', `failed to start exec "${execId}": `);
  return `rpc error: code = Unknown desc = ${said}`;
}
