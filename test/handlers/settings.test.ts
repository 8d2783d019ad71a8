import { expect, test } from 'vitest';
import { SettingsStore } from '../../server/src/handlers/settings';

type Arguments = ConstructorParameters<typeof SettingsStore>;

function versionFrom(initializationOptions: unknown): string {
  const connection = {} as Arguments[0];
  const params = { capabilities: {}, initializationOptions } as Arguments[1];
  return new SettingsStore(connection, params).of('file:///a.yaml').kubernetesVersion;
}

test('settings at the start are found in every form in which editors send them', () => {
  const own = { kubernetesVersion: '1.33' };
  const forms = [own, { podlab: own }, { settings: own }, { settings: { podlab: own } }];
  expect(forms.map(versionFrom)).toEqual(['1.33', '1.33', '1.33', '1.33']);
});

test('without any, or with a version that is none, the newest version holds', () => {
  const forms = [undefined, null, {}, { settings: null }, { kubernetesVersion: '2.0' }];
  expect(new Set(forms.map(versionFrom))).toEqual(new Set([versionFrom({})]));
});
