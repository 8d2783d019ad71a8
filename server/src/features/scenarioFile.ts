// A scenario file as it stands in the editor or on the disk.
import type { ManifestFile } from '../documents/manifestFile';
import { formatPath } from '../schema/catalogue';
import { parseScenario, type ScenarioFile } from '../simulator/scenario/parseScenario';

export type { ScenarioFile };

/** The scenario of a file's first document. Needs `loadYaml` to have ended. */
export function scenarioIn(file: ManifestFile): ScenarioFile {
  return parseScenario(file.documents[0]?.document.value.value);
}

/** What is wrong with it, one line each. */
export function scenarioComplaints(file: ManifestFile): readonly string[] {
  return scenarioIn(file).findings.map(({ path, message }) =>
    [formatPath(path), message].filter((part) => part !== '').join(': '),
  );
}
