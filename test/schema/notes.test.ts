import { expect, test } from 'vitest';
import { CHINESE } from '../../server/src/features/hover/valueNotesChinese';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { defaultNote } from '../../server/src/schema/notes/defaultNotes';
import { fieldNote } from '../../server/src/schema/notes/fieldNote';
import { POD_NOTES } from '../../server/src/schema/notes/podNotes';

const catalogue = getCatalogue();
const PREFIXES = [
  'io.k8s.api.core.v1.',
  'io.k8s.api.apps.v1.',
  'io.k8s.api.batch.v1.',
  'io.k8s.api.policy.v1.',
  'io.k8s.apimachinery.pkg.apis.meta.v1.',
];
const MORE_PREFIXES = [
  'io.k8s.api.networking.v1.',
  'io.k8s.api.storage.v1.',
  'io.k8s.api.scheduling.v1.',
];

test('every note belongs to a field that exists', () => {
  const unknown = Object.keys(POD_NOTES).filter((key) => {
    const [type = '', field = ''] = key.split('.');
    return !PREFIXES.some((prefix) => catalogue.field(prefix + type, field) !== undefined);
  });
  expect(unknown).toEqual([]);
});

test('there are notes on the fields of a Pod that matter, in English and Chinese', () => {
  expect(Object.keys(POD_NOTES).length).toBeGreaterThanOrEqual(150);
  for (const [en, zh] of Object.values(POD_NOTES)) {
    expect(en).toMatch(/[.…)]$/);
    expect(zh).toMatch(/[。)]$/);
    expect(zh).toMatch(/[\u4e00-\u9fff]|^TCP/);
  }
});

test('an ephemeral container’s fields have the notes of a container’s', () => {
  expect(fieldNote('io.k8s.api.core.v1.EphemeralContainer', 'image', 'en')).toBe(
    fieldNote('io.k8s.api.core.v1.Container', 'image', 'en'),
  );
  expect(fieldNote('io.k8s.api.core.v1.Probe', 'periodSeconds', 'zh')).toContain('间隔');
});

test('every sentence on a default is told in Chinese too', () => {
  const untold = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { type, defaultNote: note } of catalogue.type(name)?.fields ?? []) {
      if (note !== undefined && defaultNote(note, 'zh') === note) untold.add(note);
      let inner = type;
      while (inner.kind === 'list' || inner.kind === 'map') inner = inner.of;
      if (inner.kind === 'object') visit(inner.type);
    }
  };
  for (const { type } of catalogue.kinds) visit(type);
  expect([...untold]).toEqual([]);
});

test('values that are explained in Chinese are values of their fields', () => {
  const wrong = Object.entries(CHINESE).flatMap(([place, notes]) => {
    const [type = '', field = ''] = place.split('.');
    const found = [...PREFIXES, ...MORE_PREFIXES].flatMap(
      (prefix) => catalogue.field(prefix + type, field)?.values ?? [],
    );
    return Object.keys(notes).filter((value) => !found.includes(value));
  });
  expect(wrong).toEqual([]);
});
