// Rules for roles and their bindings.

import { dnsSubdomainComplaints, pathSegmentComplaints } from '../names';
import {
  listAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sameValue,
  textAt,
  valueAt,
} from '../plain';
import { type FieldErrors, invalid, invalids, required, unsupported } from './fieldErrors';
import { goStruct } from './goText';
import { metadataErrors, metadataUpdateErrors } from './metadata';
import { child, item, type Place, rootPlace } from './place';
import { labelSelectorErrors } from './selectors';

const GROUP = 'rbac.authorization.k8s.io';

export function roleErrors(role: Plain): FieldErrors {
  return [...metadataErrors(role, pathSegmentComplaints), ...rulesErrors(role, 'namespace')];
}

export function clusterRoleErrors(role: Plain): FieldErrors {
  const aggregation = plainAt(role, 'aggregationRule');
  const at = child(rootPlace('aggregationRule'), 'clusterRoleSelectors');
  const selectors = listAt(aggregation, 'clusterRoleSelectors');
  const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
  return [
    ...metadataErrors(role, pathSegmentComplaints),
    ...rulesErrors(role, 'cluster'),
    ...(aggregation !== undefined && selectors.length === 0 ? [required(at, detail)] : []),
    ...selectors.flatMap((selector, index) => labelSelectorErrors(item(at, index), selector)),
  ];
}

type Reach = 'namespace' | 'cluster';

function rulesErrors(role: Plain, reach: Reach): FieldErrors {
  return plainListAt(role, 'rules').flatMap((rule, index) =>
    ruleErrors(item(rootPlace('rules'), index), rule, reach),
  );
}

function ruleErrors(place: Place, rule: Plain, reach: Reach): FieldErrors {
  const has = (field: string) => listAt(rule, field).length > 0;
  const urls = listAt(rule, 'nonResourceURLs');
  const at = child(place, 'nonResourceURLs');
  const errors = [];
  if (!has('verbs'))
    errors.push(required(child(place, 'verbs'), 'verbs must contain at least one value'));
  if (urls.length > 0) {
    if (reach === 'namespace')
      errors.push(invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'));
    if (['apiGroups', 'resources', 'resourceNames'].some(has)) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalid(at, urls, detail));
    }
    return errors;
  }
  if (!has('apiGroups')) {
    const detail = 'resource rules must supply at least one api group';
    errors.push(required(child(place, 'apiGroups'), detail));
  }
  if (!has('resources')) {
    const detail = 'resource rules must supply at least one resource';
    errors.push(required(child(place, 'resources'), detail));
  }
  return errors;
}

export function roleBindingErrors(binding: Plain): FieldErrors {
  return bindingErrors(binding, 'namespace');
}

export function clusterRoleBindingErrors(binding: Plain): FieldErrors {
  return bindingErrors(binding, 'cluster');
}

export function roleBindingUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return bindingUpdateErrors(old, changed, 'namespace');
}

export function clusterRoleBindingUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return bindingUpdateErrors(old, changed, 'cluster');
}

function bindingErrors(binding: Plain, reach: Reach): FieldErrors {
  const role = plainOf(valueAt(binding, 'roleRef'));
  const at = rootPlace('roleRef');
  const [group, kind, name] = [
    textAt(role, 'apiGroup'),
    textAt(role, 'kind'),
    textAt(role, 'name'),
  ];
  const kinds = reach === 'namespace' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return [
    ...metadataErrors(binding, pathSegmentComplaints),
    ...(group === GROUP ? [] : [unsupported(child(at, 'apiGroup'), group, [GROUP])]),
    ...(kinds.includes(kind) ? [] : [unsupported(child(at, 'kind'), kind, kinds)]),
    ...(name === ''
      ? [required(child(at, 'name'))]
      : invalids(child(at, 'name'), name, pathSegmentComplaints(name))),
    ...plainListAt(binding, 'subjects').flatMap((subject, index) =>
      subjectErrors(item(rootPlace('subjects'), index), subject, reach),
    ),
  ];
}

const SUBJECTS = ['ServiceAccount', 'User', 'Group'];

function subjectErrors(place: Place, subject: Plain, reach: Reach): FieldErrors {
  const [kind, name, group] = [
    textAt(subject, 'kind'),
    textAt(subject, 'name'),
    textAt(subject, 'apiGroup'),
  ];
  const nameAt = child(place, 'name');
  const errors = name === '' ? [required(nameAt)] : [];
  if (!SUBJECTS.includes(kind))
    return [...errors, unsupported(child(place, 'kind'), kind, SUBJECTS)];
  const isAccount = kind === 'ServiceAccount';
  const wanted = isAccount ? '' : GROUP;
  if (isAccount && name !== '')
    errors.push(...invalids(nameAt, name, dnsSubdomainComplaints(name)));
  if (!isAccount && name === '')
    errors.push(invalid(nameAt, name, `${kind.toLowerCase()} name cannot be empty`));
  if (group !== wanted) errors.push(unsupported(child(place, 'apiGroup'), group, [wanted]));
  if (isAccount && reach === 'cluster' && textAt(subject, 'namespace') === '')
    errors.push(required(child(place, 'namespace')));
  return errors;
}

function bindingUpdateErrors(old: Plain, changed: Plain, reach: Reach): FieldErrors {
  const [before, after] = [valueAt(old, 'roleRef'), valueAt(changed, 'roleRef')];
  const shown = goStruct({
    APIGroup: textAt(after, 'apiGroup'),
    Kind: textAt(after, 'kind'),
    Name: textAt(after, 'name'),
  });
  return [
    ...bindingErrors(changed, reach),
    ...metadataUpdateErrors(old, changed),
    ...(sameValue(before, after)
      ? []
      : [invalid(rootPlace('roleRef'), shown, 'cannot change roleRef')]),
  ];
}
