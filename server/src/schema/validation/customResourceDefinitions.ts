// Rules for CustomResourceDefinitions, but for the schemas inside them.

import { dns1035Complaints, dnsSubdomainComplaints } from '../names';
import {
  booleanAt,
  listAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  valueAt,
} from '../plain';
import { type FieldErrors, invalid, required, unsupported } from './fieldErrors';
import { goStruct } from './goText';
import { metadataErrors, metadataUpdateErrors } from './metadata';
import { child, item, type Place, rootPlace } from './place';

const SPEC = rootPlace('spec');
const SCOPES = ['Cluster', 'Namespaced'];

export function definitionErrors(object: Plain): FieldErrors {
  const spec = plainOf(valueAt(object, 'spec'));
  return [...metadataErrors(object, nameRule(spec)), ...specErrors(spec)];
}

export function definitionUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [...metadataUpdateErrors(old, changed), ...specErrors(plainOf(valueAt(changed, 'spec')))];
}

/** The name of a definition is that of its resources. */
function nameRule(spec: Plain): (name: string) => string[] {
  const wanted = `${textAt(plainAt(spec, 'names'), 'plural')}.${textAt(spec, 'group')}`;
  return (name) => [
    ...dnsSubdomainComplaints(name),
    ...(name === wanted ? [] : ['must be spec.names.plural+"."+spec.group']),
  ];
}

function specErrors(spec: Plain): FieldErrors {
  const scope = textAt(spec, 'scope');
  const scopeAt = child(SPEC, 'scope');
  return [
    ...groupErrors(child(SPEC, 'group'), textAt(spec, 'group')),
    ...(scope === '' ? [required(scopeAt)] : []),
    ...(scope === '' || SCOPES.includes(scope) ? [] : [unsupported(scopeAt, scope, SCOPES)]),
    ...versionsErrors(child(SPEC, 'versions'), plainListAt(spec, 'versions')),
    ...namesErrors(child(SPEC, 'names'), plainOf(valueAt(spec, 'names'))),
  ];
}

function groupErrors(at: Place, group: string): FieldErrors {
  if (group === '') return [required(at)];
  const complaints = dnsSubdomainComplaints(group);
  if (complaints.length > 0) return [invalid(at, group, complaints.join(','))];
  return group.includes('.')
    ? []
    : [invalid(at, group, 'should be a domain with at least one dot')];
}

function versionsErrors(place: Place, versions: readonly Plain[]): FieldErrors {
  const names = versions.map((version) => textAt(version, 'name'));
  const stored = versions.filter((version) => booleanAt(version, 'storage') === true);
  const shown = goStruct(versions);
  return [
    ...versions.flatMap((version, index) => versionErrors(item(place, index), version)),
    ...(new Set(names).size < names.length
      ? [invalid(place, shown, 'must contain unique version names')]
      : []),
    ...(stored.length === 1
      ? []
      : [invalid(place, shown, 'must have exactly one version marked as storage version')]),
  ];
}

function versionErrors(place: Place, version: Plain): FieldErrors {
  const hasSchema = plainAt(version, 'schema', 'openAPIV3Schema') !== undefined;
  return [
    ...labelErrors(child(place, 'name'), textAt(version, 'name')),
    ...(hasSchema
      ? []
      : [required(child(place, 'schema', 'openAPIV3Schema'), 'schemas are required')]),
  ];
}

function namesErrors(place: Place, names: Plain): FieldErrors {
  const [kind, list] = [textAt(names, 'kind'), textAt(names, 'listKind')];
  const singular = textAt(names, 'singular');
  const shortAt = child(place, 'shortNames');
  return [
    ...labelErrors(child(place, 'plural'), textAt(names, 'plural')),
    ...(singular === '' ? [] : labelErrors(child(place, 'singular'), singular)),
    ...kindErrors(child(place, 'kind'), kind),
    ...(list === '' ? [] : kindErrors(child(place, 'listKind'), list)),
    ...listAt(names, 'shortNames').flatMap((name, index) =>
      labelErrors(item(shortAt, index), String(name)),
    ),
    ...(kind !== '' && kind === list
      ? [invalid(child(place, 'listKind'), list, 'kind and listKind may not be the same')]
      : []),
  ];
}

function labelErrors(place: Place, name: string): FieldErrors {
  const complaints = dns1035Complaints(name);
  return complaints.length === 0 ? [] : [invalid(place, name, complaints.join(','))];
}

function kindErrors(place: Place, kind: string): FieldErrors {
  const complaints = dns1035Complaints(kind.toLowerCase());
  if (complaints.length === 0) return [];
  const detail = `may have mixed case, but should otherwise match: ${complaints.join(',')}`;
  return [invalid(place, kind, detail)];
}
