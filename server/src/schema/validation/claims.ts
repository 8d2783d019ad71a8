// Rules for the spec of a PersistentVolumeClaim, on its own and in templates.

import { dnsSubdomainComplaints } from '../names';
import { listAt, type Plain, plainAt, textAt, valueAt } from '../plain';
import { formatQuantity, quantityOf } from '../quantity';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { child, entry, item, namedAs, type Place } from './place';
import { labelSelectorErrors } from './selectors';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];

export function claimSpecErrors(place: Place, spec: Plain): FieldErrors {
  const storageClass = textAt(spec, 'storageClassName');
  const attributes = textAt(spec, 'volumeAttributesClassName');
  const mode = textAt(spec, 'volumeMode');
  return [
    ...neededModeErrors(child(place, 'accessModes'), spec),
    ...labelSelectorErrors(child(place, 'selector'), valueAt(spec, 'selector')),
    ...accessModeErrors(child(place, 'accessModes'), spec),
    ...storageErrors(place, spec),
    ...(storageClass === ''
      ? []
      : invalids(
          child(place, 'storageClassName'),
          storageClass,
          dnsSubdomainComplaints(storageClass),
        )),
    ...(mode === '' || VOLUME_MODES.includes(mode)
      ? []
      : [unsupported(child(place, 'volumeMode'), mode, VOLUME_MODES)]),
    ...(attributes === ''
      ? []
      : invalids(
          child(place, 'volumeAttributesClassName'),
          attributes,
          dnsSubdomainComplaints(attributes),
        )),
  ];
}

function neededModeErrors(place: Place, spec: Plain): FieldErrors {
  return listAt(spec, 'accessModes').length === 0
    ? [required(place, 'at least 1 access mode is required')]
    : [];
}

/** Modes that are none, and a mode that stands no other. */
export function accessModeErrors(place: Place, spec: Plain): FieldErrors {
  const modes = listAt(spec, 'accessModes');
  const known = modes.filter((mode) => typeof mode === 'string' && ACCESS_MODES.includes(mode));
  const errors = modes.flatMap((mode, index) =>
    known.includes(mode)
      ? []
      : [unsupported(namedAs(place, item(place, index)), mode, ACCESS_MODES)],
  );
  if (known.includes('ReadWriteOncePod') && new Set(known).size > 1) {
    errors.push(forbidden(place, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

function storageErrors(place: Place, spec: Plain): FieldErrors {
  const requests = plainAt(spec, 'resources', 'requests');
  const value = valueAt(requests, 'storage');
  const meant = child(place, 'resources', 'requests', 'storage');
  const at = namedAs(entry(child(place, 'resources'), 'storage'), meant);
  if (value === undefined) return [required(at)];
  const quantity = quantityOf(value);
  return quantity.nano > 0n
    ? []
    : [invalid(at, formatQuantity(quantity), 'must be greater than zero')];
}
