// The format of scenario files as a schema, so that they are completed and explained like everything else. What is wrong
// in one is told by the parser of the simulator itself.

import type { CrdTypes } from '../schema/crdCatalogue';
import { crdTypes } from '../schema/crdCatalogue';
import { SWITCHABLE_GATES } from '../schema/featureGates';

type Schema = { readonly [key: string]: unknown };

const text = (description: string, values?: readonly string[]): Schema => ({
  type: 'string',
  description,
  ...(values === undefined ? {} : { enum: values }),
});
const number = (description: string): Schema => ({ type: 'integer', description });
const truth = (description: string): Schema => ({ type: 'boolean', description });
/** `30s`, `1m30s`; a plain number counts seconds. */
const duration = (description: string): Schema => ({
  'x-kubernetes-int-or-string': true,
  description: `${description} A duration such as 30s or 1m30s; a plain number counts seconds.`,
});
const list = (items: Schema, description: string): Schema => ({
  type: 'array',
  items,
  description,
});
const record = (
  properties: { readonly [key: string]: Schema },
  description: string,
  required: readonly string[] = [],
): Schema => ({ type: 'object', properties, description, required });
const words = (description: string): Schema => ({
  type: 'object',
  additionalProperties: { type: 'string' },
  description,
});
const anything = (description: string): Schema => ({
  'x-kubernetes-preserve-unknown-fields': true,
  description,
});

const PULL = record(
  {
    after: duration('How long the pull takes.'),
    fails: text(
      'The pull fails: notFound, denied or unreachable, or the registry’s error in its own words.',
    ),
  },
  'How a pull goes.',
);

const NODE = record(
  {
    name: text('Name of the node; node-1, node-2 and so on when absent.'),
    labels: words('Labels of the node.'),
    taints: list(
      record(
        {
          key: text('Key of the taint.'),
          value: text('Value of the taint.'),
          effect: text('What the taint does.', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
        },
        'A taint.',
        ['key', 'effect'],
      ),
      'Taints of the node.',
    ),
    capacity: words('What the node has; 4 CPUs, 8Gi and 110 Pods where nothing is said.'),
    containerLogMaxSize: text(
      'Once the log of a container is larger its file begins anew, and kubectl logs shows no older line; 10Mi when absent.',
    ),
    maxContainerRestartPeriod: duration(
      'The longest that the kubelet holds a container back before a restart, 1s to 5m; 5m when absent.',
    ),
    registryPullQPS: number(
      'Pulls a second that the kubelet asks of registries in the long run, 0 for any number; 5 when absent.',
    ),
    registryBurst: number('Pulls that it asks for at once before that counts; 10 when absent.'),
    appArmor: anything(
      'AppArmor profiles that are loaded on the node, a list of names; off: its kernel has no AppArmor. Absent: whatever is asked for is there.',
    ),
  },
  'A node of the cluster.',
);

const SERVER = record(
  {
    port: number('The port that it listens on.'),
    protocol: text('What it speaks.', ['http', 'tcp', 'grpc', 'udp']),
    from: duration('The port opens so long after the start.'),
    until: duration('The port closes then.'),
    readyFrom: duration('Every answer fails before that, though the port is open.'),
    brokenFrom: duration('Every answer fails from then on.'),
    hangsFrom: duration('From then on connections are accepted and never answered.'),
    answer: duration('How long an answer takes.'),
    okFirst: number('Only that many requests are answered well, later ones fail.'),
    status: number('HTTP status of an answer; 200 when absent.'),
    failStatus: number('HTTP status of a failing answer; 500 when absent.'),
    body: text('Body of an answer; {hostname}, {path}, {method} and {date} are filled in.'),
    failBody: text('Body of a failing answer.'),
  },
  'A server on one port. Times count from the start of the process.',
  ['port', 'protocol'],
);

const PROGRAM = record(
  {
    pod: text('Name of the Pod, a trailing * stands for any rest; every Pod when absent.'),
    container: text('Name of the container; every container when absent.'),
    image: text('Image of the container, a trailing * stands for any rest.'),
    script: text('A shell script that it runs instead of everything below.'),
    exitAfter: duration('It ends by itself then; never when absent.'),
    exitCode: number('With this exit code.'),
    servers: list(SERVER, 'What it listens on.'),
    signals: anything(
      'What it does at SIGTERM and other signals; one that is not named has no handler.',
    ),
    memory: anything('How much memory it uses from when on.'),
    output: anything('What it writes, and when.'),
    terminationMessage: text('Written before it exits by itself.'),
    files: anything('Files that come and go.'),
  },
  'What the processes of some containers do; wins over what image and command line say.',
);

const HAPPENING = record(
  {
    at: duration('When it happens, counted from the beginning.'),
    when: record(
      {
        pod: text('The Pod, by name; a trailing * stands for any rest.'),
        status: text('STATUS as kubectl get pod shows it.'),
        ready: text('READY as kubectl shows it, 1/1.'),
        restarts: number('RESTARTS as kubectl shows it.'),
        gone: truth('The Pod was there and is no more.'),
        delay: duration('So long after that.'),
      },
      'It happens the first time that kubectl’s row of the Pod reads so.',
      ['pod'],
    ),
    namespace: text('Where; default when absent.'),
    kubectl: text('A line typed at kubectl, with or without the word itself.'),
    create: anything('Objects to create.'),
    delete: text('An object to delete: Pod/web.'),
    stopKubelet: text('The kubelet of this node stops.'),
    startKubelet: text('The kubelet of this node starts again.'),
    loseNode: text('This node is lost.'),
    returnNode: text('This node comes back.'),
    loseNetwork: text('Pods on this node get no network: its plugin is not ready.'),
    returnNetwork: text('The network plugin of this node works again.'),
    failSandboxes: record(
      { node: text('The node.'), error: text('What the runtime says.') },
      'No sandbox can be made on this node.',
    ),
    mendSandboxes: text('Sandboxes can be made on this node again.'),
    shutDownNode: record(
      {
        node: text('The node.'),
        grace: duration('How long ordinary Pods have; 20s when absent.'),
        criticalGrace: duration('How long critical Pods have after them; 10s when absent.'),
      },
      'This node is switched off in good order.',
    ),
    killSandbox: anything('The sandbox of this Pod dies.'),
    killContainer: record(
      { pod: text('The Pod.'), container: text('The container.') },
      'The process of this container is killed.',
    ),
    setPull: record(
      { image: text('The image, a trailing * stands for any rest.'), ...propertiesOf(PULL) },
      'From now on pulls of the image go like this.',
    ),
  },
  'Something that happens from outside: when, and what.',
);

const TRAFFIC = record(
  {
    service: text('Name of the Service.'),
    namespace: text('Namespace of the Service; default when absent.'),
    port: number('Port of the Service; its first when absent.'),
    path: text('Path of the requests.'),
    perSecond: number('Requests a second; 10 when absent.'),
    from: duration('They begin then.'),
    until: duration('They end then.'),
    timeout: duration('How long a client waits for an answer.'),
    node: text('The node whose rules send the requests on.'),
  },
  'Requests from outside to a Service; what becomes of them is counted.',
  ['service'],
);

const OUTAGE = record(
  {
    pod: text('Name of the Pod; a trailing * stands for any rest, every Pod when absent.'),
    container: text('The container; every one when absent.'),
    port: number('The port; every one when absent.'),
    from: duration('It begins then.'),
    until: duration('It ends then.'),
    hangs: truth('Connections are taken and never answered, instead of 500 and NOT_SERVING.'),
  },
  'What the servers of some containers depend on is down.',
);

function propertiesOf(schema: Schema): { readonly [key: string]: Schema } {
  return schema['properties'] as { readonly [key: string]: Schema };
}

const EXPECTATION = record(
  {
    ready: text('The object is Ready at some time: `deployment/web`.'),
    complete: text('The Job or Pod completes: `job/task`.'),
    staysReady: text('Once Ready the object is so to the end.'),
    restarts: text('How often containers restart, of all Pods that belong to the object.'),
    lostRequests: text('How many requests of the traffic to the Service are lost.'),
    events: text('How often Events tell of this reason: `BackOff`.'),
    about: text('Events of this object and of what belongs to it; of whomever when absent.'),
    within: duration('So long after its creation.'),
    atLeast: number('No fewer; 1 for Events where nothing is said.'),
    atMost: number('No more; 0 where nothing is said.'),
    namespace: text('Namespace of the object; default when absent.'),
  },
  'One claim about the run.',
);

const SCENARIO = record(
  {
    manifests: list(text('A file, relative to this one.'), 'The manifests that are run.'),
    until: duration('How long is simulated.'),
    seed: number('Chooses the run where chance takes part.'),
    kubernetes: text('The Kubernetes version, 1.36.'),
    cluster: record(
      {
        nodes: list(NODE, 'The nodes; a number stands for as many of an ordinary size.'),
        namespaces: list(text('A namespace.'), 'Namespaces that are there at the beginning.'),
        gates: record(
          Object.fromEntries(
            SWITCHABLE_GATES.map((gate) => [gate, truth(`The feature gate ${gate} is on.`)]),
          ),
          'Feature gates that do not stand as by default.',
        ),
        latencies: anything('How long single steps of the cluster take, by name.'),
      },
      'What the cluster is made of.',
    ),
    images: list(
      record(
        {
          image: text('As in a manifest; a trailing * stands for any rest.'),
          present: truth('Already on every node.'),
          size: text('How large it is, 8Gi; decides how long a pull takes and how full disks are.'),
          pull: PULL,
        },
        'How an image is come by. The first rule whose image fits decides.',
        ['image'],
      ),
      'How images are come by.',
    ),
    programs: list(PROGRAM, 'What the processes of containers do.'),
    happenings: list(HAPPENING, 'What happens from outside, and when.'),
    traffic: list(TRAFFIC, 'Requests from outside.'),
    outages: list(OUTAGE, 'Times in which servers fail because of something that they depend on.'),
    expect: list(
      EXPECTATION,
      'Claims about the run; the run tells which hold, and podlab test fails where one does not.',
    ),
  },
  'What happens to manifests from outside: the cluster, images, programs, faults and traffic of a simulated run, and what is expected of it.',
);

let made: CrdTypes | undefined;

/** The kind `Scenario` for the catalogue. */
export function scenarioTypes(): CrdTypes {
  made ??= crdTypes({
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'podlab',
      scope: 'Cluster',
      names: { kind: 'Scenario', plural: 'scenarios', singular: 'scenario' },
      versions: [{ name: 'v1alpha1', served: true, schema: { openAPIV3Schema: SCENARIO } }],
    },
  });
  return made;
}
