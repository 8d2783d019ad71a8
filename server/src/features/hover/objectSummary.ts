// What an object is about, in a few lines: for the hover on its first line, and for a name that leads to it.

import type { ManifestDocument } from '../../documents/manifestDocument';
import { followAlias, placeAt } from '../../documents/paths';
import type { YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { qosClass } from '../../schema/defaults';
import type { ContainerFacts, ObjectFacts } from '../../workspace/definitions';
import { podPathOf } from '../../workspace/references';
import { scheduleMeaning } from './scheduleMeaning';
import type { Language } from './words';
import { word } from './words';

interface Subject {
  readonly document: ManifestDocument;
  readonly facts: ObjectFacts;
  readonly language: Language;
}

/** Markdown lines; empty where the object says nothing yet. */
export function objectSummary(subject: Subject): string {
  const { facts } = subject;
  const name = facts.name === '' ? undefined : `\`${facts.name}\``;
  const place = facts.namespace && `${word('in', subject.language)} \`${facts.namespace}\``;
  const head = joined([name && [name, place].filter(isThere).join(' '), objectDetail(subject)]);
  const pod = facts.pod === undefined ? [] : podLines(subject, facts.pod.containers);
  return [head, ...pod].filter((line) => line !== '').join('  \n');
}

/** What tells one object of a kind from another, on one line; empty where nothing does. */
export function objectDetail(subject: Subject): string {
  const { facts, language } = subject;
  const text = (...path: FieldPath): string | undefined => textAt(subject, path);
  const amount = (unit: 'replicas' | 'completions', field: string): string | undefined =>
    text('spec', field) && `${text('spec', field)} ${word(unit, language)}`;
  switch (facts.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return amount('replicas', 'replicas') ?? `1 ${word('replicas', language)}`;
    case 'Job':
      return joined([amount('completions', 'completions')]);
    case 'CronJob': {
      const schedule = text('spec', 'schedule') ?? '';
      return schedule === '' ? '' : (scheduleMeaning(schedule, language) ?? `\`${schedule}\``);
    }
    case 'Service':
      return joined([text('spec', 'type') ?? 'ClusterIP', servicePorts(subject)]);
    case 'ConfigMap':
    case 'Secret':
      return joined([text('type'), keyList(facts, language)]);
    case 'PriorityClass':
      return joined([text('value') && `${word('value', language)} ${text('value')}`]);
    case 'PersistentVolumeClaim':
      return joined([
        text('spec', 'resources', 'requests', 'storage'),
        text('spec', 'accessModes', 0),
        text('spec', 'storageClassName'),
      ]);
    case 'PersistentVolume':
      return joined([text('spec', 'capacity', 'storage'), text('spec', 'accessModes', 0)]);
    case 'StorageClass':
      return joined([text('provisioner'), text('volumeBindingMode')]);
    case 'HorizontalPodAutoscaler':
      return joined([
        text('spec', 'scaleTargetRef', 'name'),
        `${text('spec', 'minReplicas') ?? '1'} – ${text('spec', 'maxReplicas') ?? '?'}`,
      ]);
    default:
      return '';
  }
}

function podLines(subject: Subject, containers: readonly ContainerFacts[]): readonly string[] {
  const { language } = subject;
  const list = (of: ContainerFacts['list'], title: 'containers' | 'initContainers') => {
    const own = containers.filter((it) => it.list === of).slice(0, MOST);
    if (own.length === 0) return '';
    return `${word(title, language)}: ${own.map((it) => containerText(subject, it)).join(', ')}`;
  };
  const spec = valueAt(subject, podPath(subject));
  const quality = spec === undefined ? '' : `QoS ${qosClass(plainOf(subject, spec, 0) as object)}`;
  return [list('initContainers', 'initContainers'), list('containers', 'containers'), quality];
}

/** More would be no summary. */
const MOST = 8;

function containerText(
  subject: Subject,
  { name, list, index, portNumbers }: ContainerFacts,
): string {
  const image = textAt(subject, [...podPath(subject), list, index, 'image']);
  const ports = portNumbers.map((port) => `:${port}`).join(' ');
  return [name && `\`${name}\``, image, ports].filter(isThere).join(' ');
}

function podPath({ facts }: Subject): FieldPath {
  return [...((facts.api && podPathOf(facts.api)) ?? []), 'spec'];
}

function servicePorts(subject: Subject): string | undefined {
  const ports = valueAt(subject, ['spec', 'ports']);
  if (ports?.kind !== 'sequence') return undefined;
  const texts = ports.items.map(({ value }) => {
    const port = scalarText(entryOf(value, 'port')?.value) ?? '?';
    const target = scalarText(entryOf(value, 'targetPort')?.value);
    return target === undefined || target === port ? port : `${port} → ${target}`;
  });
  return texts.slice(0, MOST).join(', ');
}

function keyList({ keys }: ObjectFacts, language: Language): string | undefined {
  const listed = keys.slice(0, 12).map(({ name }) => `\`${name}\``);
  return listed.length === 0 ? undefined : `${word('keys', language)}: ${listed.join(', ')}`;
}

function valueAt({ document: { tree }, facts }: Subject, path: FieldPath): YamlNode | undefined {
  return followAlias(tree, placeAt(tree, [...facts.object.path, ...path])?.value);
}

function textAt(subject: Subject, path: FieldPath): string | undefined {
  const text = scalarText(valueAt(subject, path));
  return text === '' ? undefined : text;
}

/** The node as a plain value, scalars as their text; deeper than a Pod's spec goes nothing is read. */
function plainOf(subject: Subject, node: YamlNode | undefined, depth: number): unknown {
  const value = followAlias(subject.document.tree, node);
  if (value === undefined || depth > 8) return undefined;
  if (value.kind === 'scalar') return scalarText(value);
  if (value.kind === 'sequence')
    return value.items.map((item) => plainOf(subject, item.value, depth + 1));
  return Object.fromEntries(
    value.entries.map((it) => [it.key.text, plainOf(subject, it.value, depth + 1)]),
  );
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(isThere).join(' · ');
}

function isThere(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
