// Lines about the client's own configuration and rights, and `kubectl events`.
import type { KubeObject } from '../../schema/objects';
import { alignTable } from '../../schema/printing/table';
import { toYaml } from '../../schema/printing/toYaml';
import { isForgotten } from '../api/eventExpiry';
import { flag } from './commandLine';
import { eventAge } from './describeParts';
import { toJson } from './json';
import { evaluateJsonPath } from './jsonPath';
import { findKind } from './resourceNames';
import { failed, type Invoked, type Printed, printed } from './session';

const CONTEXT = 'kubernetes-admin@kubernetes';
export const SERVER = 'https://127.0.0.1:6443';

/** What `kubectl config` shows: one cluster, one user, one context. The namespace set here is the session's to keep. */
export function config(invoked: Invoked): Printed {
  const { line, namespace } = invoked;
  const [what, name] = line.positional;
  switch (what) {
    case 'current-context':
      return printed(`${CONTEXT}\n`);
    case 'get-contexts':
      return printed(
        alignTable([
          ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'],
          ['*', CONTEXT, 'kubernetes', 'kubernetes-admin', namespace],
        ]),
      );
    case 'set-context':
      return printed(`Context "${CONTEXT}" modified.\n`);
    case 'use-context':
      return name === CONTEXT
        ? printed(`Switched to context "${CONTEXT}".\n`)
        : failed(`error: no context exists with the name: "${name ?? ''}"`);
    case 'view':
      return view(invoked);
    default:
      return failed(`error: unknown command "config ${what ?? ''}"`);
  }
}

function view({ line, namespace }: Invoked): Printed {
  const settings = {
    apiVersion: 'v1',
    clusters: [
      {
        cluster: {
          'certificate-authority-data': 'DATA+OMITTED',
          server: SERVER,
        },
        name: 'kubernetes',
      },
    ],
    contexts: [
      { context: { cluster: 'kubernetes', namespace, user: 'kubernetes-admin' }, name: CONTEXT },
    ],
    'current-context': CONTEXT,
    kind: 'Config',
    users: [{ name: 'kubernetes-admin', user: { token: 'REDACTED' } }],
  };
  const output = flag(line, 'output') ?? 'yaml';
  if (output.startsWith('jsonpath='))
    return printed(evaluateJsonPath(output.slice('jsonpath='.length), settings).output);
  return printed(output === 'json' ? toJson(settings) : toYaml(settings));
}

/** The administrator may do everything, others nothing: there are no roles here. */
export function auth({ line, catalogue }: Invoked): Printed {
  const [what, , resource] = line.positional;
  if (what === 'whoami')
    return printed(
      alignTable([
        ['ATTRIBUTE', 'VALUE'],
        ['Username', 'kubernetes-admin'],
        ['Groups', '[system:masters system:authenticated]'],
      ]),
    );
  if (what !== 'can-i') return failed(`error: unknown command "auth ${what ?? ''}"`);
  const isAllowed = !line.flags.has('as');
  const kind = findKind(catalogue, (resource ?? '').split('/')[0] ?? '');
  const warning =
    resource === undefined
      ? ''
      : kind === undefined
        ? `Warning: the server doesn't have a resource type '${resource}'\n\n`
        : kind.namespaced
          ? ''
          : `Warning: resource '${resource}' is not namespace scoped\n\n`;
  return { stdout: isAllowed ? 'yes\n' : 'no\n', stderr: warning, code: isAllowed ? 0 : 1 };
}

interface EventObject extends KubeObject {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}

/** Events in the order of time, the latest last. Rules: L-EVT-7. */
export function events({ line, cluster, namespace }: Invoked): Printed {
  const about = flag(line, 'for');
  const nowMs = cluster.epochMs + cluster.now;
  const time = (event: KubeObject) => String(event['lastTimestamp'] ?? '');
  const found = [...cluster.store.list('Event', namespace)]
    .filter((event) => {
      const { kind = '', name = '' } = (event as EventObject).involvedObject ?? {};
      const isMeant = about === undefined || `${kind.toLowerCase()}/${name}` === about;
      return isMeant && !isForgotten(event, cluster.now);
    })
    .sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
  if (found.length === 0)
    return { stdout: '', stderr: `No events found in ${namespace} namespace.\n`, code: 0 };
  const rows = found.map((event) => {
    const { kind = '', name = '' } = (event as EventObject).involvedObject ?? {};
    const age = eventAge(event, nowMs);
    const message = String(event['message'] ?? '').trim();
    return [age, String(event['type']), String(event['reason']), `${kind}/${name}`, message];
  });
  return printed(alignTable([['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], ...rows]));
}
