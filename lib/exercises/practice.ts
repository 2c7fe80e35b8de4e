/** The chapter's section on practice (4.5), as notebook 08 shows it. */
export { driftBars, retrainingDecisions } from './practice-drift';
export { dashboardPanels, exportedFiles, promotedAndBack, savedAndTampered } from './practice-folder';
export { adviceRows, adviceSeen, compareModels, fitSeeds, modelRows, modelsSeen, withHoles } from './practice-models';
export { explainPeak, parityTable, practiceAnswers, ratioRows, retrainingSeen, rulesSeen } from './practice-answers';
export {
  alertSegments,
  alertsSeen,
  driftingRows,
  driftingSeen,
  explanationSeen,
  federationSeen,
  parityCounts,
  ratiosSeen,
  savedSeen,
  scoresSeen,
  slowDriftStudy,
  splitsSeen,
  streamedScores,
  trainingSeen,
} from './practice-seen';
