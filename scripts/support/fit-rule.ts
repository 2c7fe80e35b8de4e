/** The options of `npm run fit` that choose the rule for the threshold. */
import { type Command, Option } from 'commander';
import { labelledRules, type ThresholdRule } from '../../lib/scoring';
import { realNumber } from './numbers';

/** Otsu's rule needs the scores under test, which nobody has when a pipeline is fitted; a fixed one is not fitted. */
type RuleName = Exclude<ThresholdRule['kind'], 'otsu' | 'fixed'>;

export interface RuleOptions {
  readonly rule?: RuleName;
  readonly falsePositiveRate?: number;
  readonly percentile?: number;
  readonly sigma?: number;
  readonly recall?: number;
  readonly spot?: number;
  readonly validation?: string;
}

const ruleNames: readonly RuleName[] = ['false-positive-rate', 'percentile', 'sigma', 'recall', 'best-f1', 'spot'];

/** The options that set the number of a rule; such an option alone also chooses the rule. */
const numbers = [
  ['falsePositiveRate', 'false-positive-rate'],
  ['percentile', 'percentile'],
  ['sigma', 'sigma'],
  ['recall', 'recall'],
  ['spot', 'spot'],
] as const;

/** Adds the options to a command. */
export function ruleOptions(command: Command): Command {
  const share = realNumber(1e-6, 1 - 1e-6);
  return command
    .addOption(
      new Option('--rule <name>', 'rule that sets the threshold (default: false-positive-rate)').choices([
        ...ruleNames,
      ]),
    )
    .option(
      '--false-positive-rate <share>',
      'share of normal time steps that may raise an alarm (default: 0.05)',
      share,
    )
    .option('--percentile <q>', 'percentile of the held-out normal scores (default: 95)', realNumber(0, 100))
    .option(
      '--sigma <k>',
      'standard deviations above the mean of the held-out normal scores (default: 3)',
      realNumber(-1e6, 1e6),
    )
    .option(
      '--recall <share>',
      'share of labelled anomalous time steps to be found, however many alarms (default: 0.95)',
      realNumber(1e-6, 1),
    )
    .option('--spot <q>', 'probability that a normal score exceeds the adaptive SPOT threshold (default: 0.001)', share)
    .option('--validation <file>', `series with a label column, for the rules ${labelledRules.join(' and ')}`);
}

/**
 * Returns the rule that the options choose.
 *
 * @throws If they choose two, or if --validation is missing or not used by the rule.
 */
export function thresholdRule(options: RuleOptions): ThresholdRule {
  const { falsePositiveRate = 0.05, percentile = 95, sigma = 3, recall = 0.95, spot = 1e-3, validation } = options;
  const asked = numbers.flatMap(([option, rule]) => (options[option] === undefined ? [] : [rule]));
  const names = [...new Set([...(options.rule ? [options.rule] : []), ...asked])];
  if (names.length > 1) throw new Error(`threshold: expected one rule; found ${names.join(' and ')}.`);
  const [rule = 'false-positive-rate'] = names;
  const needsLabels = labelledRules.includes(rule);
  if (needsLabels && validation === undefined)
    throw new Error(`--rule ${rule}: expected --validation with a labelled series; found none.`);
  if (!needsLabels && validation !== undefined) {
    throw new Error(
      `--validation: expected --rule ${labelledRules.join(' or ')}; found ${rule}, which uses only normal data.`,
    );
  }
  const rules: Record<RuleName, ThresholdRule> = {
    'false-positive-rate': { kind: 'false-positive-rate', rate: falsePositiveRate },
    percentile: { kind: 'percentile', percentile },
    sigma: { kind: 'sigma', k: sigma },
    recall: { kind: 'recall', recall },
    'best-f1': { kind: 'best-f1' },
    spot: { kind: 'spot', q: spot },
  };
  return rules[rule];
}
