// From what a trace is about back to the line of the manifest that decides it.

import type { ManifestFile } from '../documents/manifestFile';
import type { SourceSpot } from '../protocol/run';
import { getCatalogue } from '../schema/builtinCatalogue';
import type { FieldPath } from '../schema/catalogue';
import type { KubeObject } from '../schema/objects';
import { controllerOf } from '../schema/owners';
import type { RecordedRun } from '../simulator/trace/recordedRun';
import { type LocatedObject, spotOf } from './manifestObjects';

/** The posted objects' places, in the order in which they were posted; undefined where there is no file. */
export interface RunSources {
  readonly files: ReadonlyMap<string, ManifestFile>;
  readonly located: readonly (LocatedObject | undefined)[];
}

interface Origin {
  readonly located: LocatedObject;
  /** Path from the posted object to what was asked about: `[]` or that of its Pod template. */
  readonly prefix: FieldPath;
}

export interface SourceFinder {
  /** The spot of a field of the object, or of the object itself. */
  find(subject: Subject, field?: string): SourceSpot | undefined;
}
interface Subject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function sourceFinder(run: RecordedRun, sources: RunSources): SourceFinder {
  const origins = new Map<string, Origin>();
  for (const [i, { object, answer }] of run.posted.entries()) {
    const located = sources.located[i];
    if (located === undefined) continue;
    origins.set(keyOf(answer.object ?? object), { located, prefix: [] });
  }
  for (const { op, object } of run.store.changes) {
    if (op !== 'ADDED' || origins.has(keyOf(object))) continue;
    const origin = ownerOrigin(object, origins);
    if (origin !== undefined) origins.set(keyOf(object), origin);
  }
  const spots = new Map<string, SourceSpot | undefined>();
  return {
    find(subject, field = '') {
      const key = `${subject.kind}/${subject.namespace}/${subject.name}`;
      const id = `${key} ${field}`;
      if (!spots.has(id)) spots.set(id, spotIn(sources, origins.get(key), field));
      return spots.get(id);
    },
  };
}

function keyOf(object: KubeObject): string {
  const { namespace = '', name = '' } = object.metadata ?? {};
  return `${object.kind}/${namespace}/${name}`;
}

/** Pods lead back through their owners; each step down is one Pod template deeper. */
function ownerOrigin(object: KubeObject, origins: ReadonlyMap<string, Origin>): Origin | undefined {
  const owner = controllerOf(object);
  if (owner === undefined) return undefined;
  const above = origins.get(`${owner.kind}/${object.metadata.namespace ?? ''}/${owner.name}`);
  if (above === undefined) return undefined;
  const { apiVersion, kind } = above.located.object;
  const template = getCatalogue().kind(apiVersion, kind)?.podTemplate;
  const prefix = object.kind === 'Pod' && template !== undefined ? template.split('.') : [];
  return { located: above.located, prefix: prefix.filter((step) => step !== '') };
}

function spotIn(
  sources: RunSources,
  origin: Origin | undefined,
  field: string,
): SourceSpot | undefined {
  if (origin === undefined) return undefined;
  const { source } = origin.located;
  const file = sources.files.get(source.uri);
  if (file === undefined) return undefined;
  const spot = spotOf(file, source, [...origin.prefix, ...parseFieldPath(field)]);
  if (spot === undefined) return undefined;
  return { uri: source.uri, line: spot.line, character: spot.character, path: field };
}

/** `spec.containers[0].image` as steps; keys in brackets that are no numbers stand for themselves. */
export function parseFieldPath(text: string): FieldPath {
  const steps: (string | number)[] = [];
  for (const match of text.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)) {
    const inBrackets = match[1];
    if (inBrackets === undefined) steps.push(match[0]);
    else steps.push(/^\d+$/.test(inBrackets) ? Number(inBrackets) : inBrackets);
  }
  return steps;
}
