// `kubectl explain`, `api-resources`, `api-versions`: what the server's API is made of.
import type { ApiKind } from '../../schema/catalogue';
import { loadDescriptions } from '../../schema/descriptions';
import { explain } from '../../schema/explain';
import { explanationOutput } from '../../schema/explainText';
import { alignTable } from '../../schema/printing/table';
import { flag, isOn } from './commandLine';
import { ALL } from './resourceNames';
import { failed, type Invoked, type Printed, printed } from './session';

export function explainLine({ line, catalogue }: Invoked): Printed {
  const [path, ...more] = line.positional;
  if (path === undefined)
    return failed(
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  if (more.length > 0) return failed('error: We accept only this format: explain RESOURCE');
  const recursive = isOn(line, 'recursive');
  const apiVersion = flag(line, 'api-version');
  const request = { path, recursive, ...(apiVersion === undefined ? {} : { apiVersion }) };
  const output = explanationOutput(
    explain({ catalogue, descriptions: loadDescriptions() }, request),
    recursive,
  );
  return { ...output, code: output.stderr === '' ? 0 : 1 };
}

function apiVersionOf({ group, version }: ApiKind): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Nobody makes any: the API server asks the components when it is asked. */
const COMPONENT_STATUS: ApiKind = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  type: 'io.k8s.api.core.v1.ComponentStatus',
  namespaced: false,
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
};

/** The version that the server prefers: the highest that is neither alpha nor beta. */
function versionRank(version: string): number {
  const [, major = '0', stage] = /^v(\d+)(alpha|beta)?/.exec(version) ?? [];
  return Number(major) + (stage === undefined ? 1000 : stage === 'beta' ? 500 : 0);
}
const VERBS = 'create,delete,deletecollection,get,list,patch,update,watch';

export function apiResources({ line, catalogue }: Invoked): Printed {
  const group = flag(line, 'api-group');
  const namespaced = flag(line, 'namespaced');
  const kinds = [...catalogue.kinds, COMPONENT_STATUS]
    .filter((kind) => kind.plural !== '' && !kind.kind.endsWith('List'))
    .filter((kind) => group === undefined || kind.group === group)
    .filter((kind) => namespaced === undefined || String(kind.namespaced) === namespaced)
    .filter((kind, _i, all) =>
      all.every(
        (other) =>
          other.plural !== kind.plural ||
          other.group !== kind.group ||
          versionRank(kind.version) >= versionRank(other.version),
      ),
    )
    .sort((a, b) =>
      a.group === b.group ? (a.plural < b.plural ? -1 : 1) : a.group < b.group ? -1 : 1,
    );
  if (flag(line, 'output') === 'name')
    return printed(
      kinds.map((kind) => `${kind.plural}${kind.group === '' ? '' : `.${kind.group}`}\n`).join(''),
    );
  const wide = flag(line, 'output') === 'wide';
  const rows = kinds.map((kind) => [
    kind.plural,
    kind.shortNames.join(','),
    apiVersionOf(kind),
    String(kind.namespaced),
    kind.kind,
    ...(wide ? [VERBS, ALL.includes(kind.plural) ? 'all' : ''] : []),
  ]);
  const header = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(wide ? ['VERBS', 'CATEGORIES'] : []),
  ];
  return printed(alignTable(isOn(line, 'no-headers') ? rows : [header, ...rows]));
}

export function apiVersions({ catalogue }: Invoked): Printed {
  const versions = [...new Set(catalogue.kinds.map(apiVersionOf))].sort();
  return printed(versions.map((version) => `${version}\n`).join(''));
}
