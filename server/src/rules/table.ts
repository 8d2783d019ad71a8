// Every finding of our own. The README's table and the tests go by this list.

import { autoscalerNeedsRequests } from './autoscalerNeedsRequests';
import { claimMountedByMany } from './claimMountedByMany';
import { commandInOneWord } from './commandInOneWord';
import { deprecatedField } from './deprecatedField';
import { disruptionBudgetBlocksDrain } from './disruptionBudgetBlocksDrain';
import { duplicateContainerPort } from './duplicateContainerPort';
import { duplicateObject } from './duplicateObject';
import { fileModeNotOctal } from './fileModeNotOctal';
import { gracePeriodZero } from './gracePeriodZero';
import { hostPortLimitsReplicas } from './hostPortLimitsReplicas';
import { ingressPortNotInService } from './ingressBackends';
import { latestNeverPulledAgain } from './latestNeverPulledAgain';
import { livenessKillsBeforeReady } from './livenessKillsBeforeReady';
import { livenessSameAsReadiness } from './livenessSameAsReadiness';
import { probePortNotListened, servicePortNotListened } from './portsListened';
import { preStopUsesUpGrace } from './preStopUsesUpGrace';
import { probeNamesUnknownPort } from './probeNamesUnknownPort';
import { probeTimeoutExceedsPeriod } from './probeTimeoutExceedsPeriod';
import { keyNotFound, referenceNotFound, referenceNotInWorkspace } from './references';
import { requestsExceedNodes } from './requestsExceedNodes';
import { resourceWithoutUnit } from './resourceWithoutUnit';
import type { Rule } from './rule';
import { selectorsOverlap } from './selectorsOverlap';
import { servicePortNotInPods, serviceSelectsNothing, serviceWithoutReadiness } from './services';
import { shellCapitalC } from './shellCapitalC';
import { sidecarKeepsJobRunning } from './sidecarKeepsJobRunning';
import { unrelatedServices } from './unrelatedServices';
import { unusedVolume } from './unusedVolume';
import { variableNotExpanded, variableUndefined } from './variableReferences';
import { keyReadOtherwise, numberReadAsOctal } from './yamlSurprises';

export const RULES: readonly Rule[] = [
  autoscalerNeedsRequests,
  claimMountedByMany,
  commandInOneWord,
  deprecatedField,
  disruptionBudgetBlocksDrain,
  duplicateContainerPort,
  duplicateObject,
  fileModeNotOctal,
  gracePeriodZero,
  hostPortLimitsReplicas,
  ingressPortNotInService,
  keyNotFound,
  keyReadOtherwise,
  latestNeverPulledAgain,
  livenessKillsBeforeReady,
  livenessSameAsReadiness,
  numberReadAsOctal,
  preStopUsesUpGrace,
  probeNamesUnknownPort,
  probePortNotListened,
  probeTimeoutExceedsPeriod,
  referenceNotFound,
  referenceNotInWorkspace,
  requestsExceedNodes,
  resourceWithoutUnit,
  selectorsOverlap,
  servicePortNotInPods,
  servicePortNotListened,
  serviceSelectsNothing,
  serviceWithoutReadiness,
  shellCapitalC,
  sidecarKeepsJobRunning,
  unrelatedServices,
  unusedVolume,
  variableNotExpanded,
  variableUndefined,
];
