// What our rules say of real manifests written by others. Each code's hits were read and are right: what is asserted is how
// quiet the rules are, and that nothing that works is called an error.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { documentRole, isOtherToolsFile } from '../../server/src/features/documentRole';
import { ruleFindings, withSeverities } from '../../server/src/rules/rules';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex';

const corpus = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

test('manifests of others are told only of what is so', async () => {
  if (!existsSync(corpus)) {
    console.log('the corpus of manifests is absent; nothing to compare with');
    return;
  }
  await loadYaml();
  const catalogue = getCatalogue();
  const index = new WorkspaceIndex(catalogue);
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => openFile(`file:///${name}`, readFileSync(`${corpus}/${name}`, 'utf8')))
    .filter(({ uri }) => !isOtherToolsFile(uri));
  for (const file of files) index.put(file);
  const counts: Record<string, number> = {};
  for (const { uri, documents } of files) {
    for (const { document } of documents) {
      if (documentRole(document, uri) !== 'manifest' || document.value.issues.length > 0) continue;
      const found = ruleFindings({ catalogue, document, uri, index }, 'en');
      for (const { code, severity } of withSeverities(found, {})) {
        const key = `${severity} ${code}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
    }
  }
  expect(counts).toEqual({
    'hint deprecated-field': 7,
    'hint liveness-same-as-readiness': 1,
    'hint service-without-readiness-probe': 22,
    // CockroachDB's 67 % of 3 replicas is 2.01, rounded up: all of them.
    'warning disruption-budget-blocks-drain': 1,
    'information host-port-limits-replicas': 3,
    'hint latest-never-pulled-again': 6,
    'information unrelated-services-in-one-pod': 1,
  });
});
