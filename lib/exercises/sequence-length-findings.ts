/** What exercise 4 measured at each length of the sequence, one value for each seed. */
import { mean } from '../base/index';
import type { FoundEvents, Results, SuiteTable } from '../experiments/index';

type Kind = 'jump' | 'tempo';

/** One length's figures; each an array with one value for each seed. */
export interface LengthFindings {
  readonly windowSize: number;
  readonly rocAuc: Readonly<Record<Kind, readonly number[]>>;
  readonly found: Readonly<Record<Kind, readonly number[]>>;
  /** Time steps. */
  readonly delay: Readonly<Record<Kind, readonly number[]>>;
  /** Mean error of normal windows of the training series at the end of training, in squared amplitudes. */
  readonly trainLoss: readonly number[];
  /** Time to score a step, over that of the shortest length. */
  readonly relativeTime: number;
}

/** Reads the results of exercise 4, in the order of its rows. */
export function lengthFindings({ rows }: SuiteTable, results: Results): LengthFindings[] {
  const secondsOf = (label: string) => mean(results.row(label).over(({ probe }) => (probe as FoundEvents).seconds));
  return rows.map(({ label, protocol }) => {
    const own = results.row(label);
    const byKind = (figure: 'rocAuc' | 'found' | 'delay') => {
      const of = (kind: Kind) => own.over(({ probe }) => (probe as FoundEvents)[figure][kind]);
      return { jump: of('jump'), tempo: of('tempo') };
    };
    return {
      windowSize: protocol!.windowSize!,
      rocAuc: byKind('rocAuc'),
      found: byKind('found'),
      delay: byKind('delay'),
      trainLoss: own.over(({ history }) => history!.trainLoss[history!.bestEpoch]),
      relativeTime: secondsOf(label) / secondsOf(rows[0].label),
    };
  });
}

/** Finds the length at which a kind of event is ranked best, by the mean over seeds. */
export function bestLength(findings: readonly LengthFindings[], kind: Kind): LengthFindings {
  const meanOf = ({ rocAuc }: LengthFindings) => mean(rocAuc[kind]);
  return findings.reduce((best, each) => (meanOf(each) > meanOf(best) ? each : best));
}
