// Rules for probes and lifecycle hooks. Rules: L-API-10, L-API-11

import { httpHeaderComplaints, portNameComplaints, portNumberComplaints } from '../names';
import {
  isPlain,
  listAt,
  numberAt,
  type Plain,
  plainAt,
  plainListAt,
  textAt,
  valueAt,
} from '../plain';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { nonNegative } from './metadata';
import { child, item, namedAs, type Place } from './place';

type HandlerKind = 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep';

const PROBE_HANDLERS: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const HOOK_HANDLERS: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

/** All probes of a container that may have them. */
export function probesErrors(place: Place, container: Plain): FieldErrors {
  return [
    ...probeErrors(child(place, 'livenessProbe'), plainAt(container, 'livenessProbe'), 'once'),
    ...probeErrors(child(place, 'readinessProbe'), plainAt(container, 'readinessProbe'), 'often'),
    ...probeErrors(child(place, 'startupProbe'), plainAt(container, 'startupProbe'), 'once'),
  ];
}

function probeErrors(
  place: Place,
  probe: Plain | undefined,
  successes: 'once' | 'often',
): FieldErrors {
  if (probe === undefined) return [];
  const grace = numberAt(probe, 'terminationGracePeriodSeconds');
  const counts = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ];
  const errors = [
    ...handlerErrors(place, probe, PROBE_HANDLERS, undefined),
    ...counts.flatMap((field) => nonNegative(child(place, field), numberAt(probe, field) ?? 0)),
  ];
  const graceAt = child(place, 'terminationGracePeriodSeconds');
  if (grace !== undefined && grace <= 0)
    errors.push(invalid(graceAt, grace, 'must be greater than 0'));
  const threshold = numberAt(probe, 'successThreshold') ?? 1;
  if (successes === 'once' && threshold !== 1) {
    errors.push(invalid(child(place, 'successThreshold'), threshold, 'must be 1'));
  }
  if (successes === 'often' && grace !== undefined) {
    errors.push(invalid(graceAt, grace, 'must not be set for readinessProbes'));
  }
  return errors;
}

/** @param graceSeconds the Pod's grace period, which bounds `sleep` */
export function lifecycleErrors(
  place: Place,
  container: Plain,
  graceSeconds: number | undefined,
): FieldErrors {
  return ['postStart', 'preStop'].flatMap((hook) => {
    const handler = plainAt(container, 'lifecycle', hook);
    if (handler === undefined) return [];
    return handlerErrors(child(place, 'lifecycle', hook), handler, HOOK_HANDLERS, graceSeconds);
  });
}

function handlerErrors(
  place: Place,
  handler: Plain,
  kinds: readonly HandlerKind[],
  graceSeconds: number | undefined,
): FieldErrors {
  const given = kinds.filter((kind) => isPlain(valueAt(handler, kind)));
  const [first] = given;
  if (first === undefined) return [required(place, 'must specify a handler type')];
  const action = plainAt(handler, first) ?? {};
  return [
    ...actionErrors(child(place, first), first, action, graceSeconds),
    ...given
      .slice(1)
      .map((kind) => forbidden(child(place, kind), 'may not specify more than 1 handler type')),
  ];
}

function actionErrors(
  place: Place,
  kind: HandlerKind,
  action: Plain,
  graceSeconds: number | undefined,
): FieldErrors {
  switch (kind) {
    case 'exec':
      return listAt(action, 'command').length === 0 ? [required(child(place, 'command'))] : [];
    case 'httpGet':
      return httpGetErrors(place, action);
    case 'tcpSocket':
      return portErrors(child(place, 'port'), valueAt(action, 'port'));
    case 'grpc':
      return portErrors(child(place, 'port'), numberAt(action, 'port'));
    case 'sleep':
      return sleepErrors(place, numberAt(action, 'seconds') ?? 0, graceSeconds);
  }
}

function httpGetErrors(place: Place, action: Plain): FieldErrors {
  const scheme = textAt(action, 'scheme') || 'HTTP';
  const headers = child(place, 'httpHeaders');
  return [
    ...portErrors(child(place, 'port'), valueAt(action, 'port')),
    ...(scheme === 'HTTP' || scheme === 'HTTPS'
      ? []
      : [unsupported(child(place, 'scheme'), scheme, ['HTTP', 'HTTPS'])]),
    ...plainListAt(action, 'httpHeaders').flatMap((header, index) => {
      const name = textAt(header, 'name');
      const at = namedAs(headers, child(item(headers, index), 'name'));
      return invalids(at, name, httpHeaderComplaints(name));
    }),
  ];
}

/** A port as a number or as the name of a container's port. */
export function portErrors(place: Place, port: unknown): FieldErrors {
  if (typeof port === 'string') return invalids(place, port, portNameComplaints(port));
  const number = typeof port === 'number' ? port : 0;
  return invalids(place, number, portNumberComplaints(number));
}

function sleepErrors(place: Place, seconds: number, graceSeconds: number | undefined): FieldErrors {
  if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return [];
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  return [invalid(place, seconds, detail)];
}
