/**
 * Whether a detector really works: scores of any origin against labels, beside rows that know nothing, with intervals.
 *
 * @module
 */
export type { Caution } from './cautions';
export type { Comparison, Wins } from './compare';
export { describeJudgement } from './describe';
export { plotJudgement } from './figure';
export { compareScores, judge, type ByName } from './in-memory';
export { judgeRows, type JudgeOptions, type Judgement, type JudgementRow } from './judge';
export { loadScores, type JudgeFiles, type LoadedScores } from './load';
export type { JudgedRow, LabelledSteps, StepScores } from './judged';
export { measureAll, type MeasureAllOptions } from './measure-all';
export { parseMeasure } from './parse-measure';
export { parseThreshold } from './parse-threshold';
export { readScores, type ReadScoresOptions, type ScoresReading } from './read-scores';
export { judgementTables } from './tables';
