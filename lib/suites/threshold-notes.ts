/** Where the thresholds of a table come from, in a sentence. */
import type { Protocol, SuiteRow, SuiteTable } from '../experiments/index';
import { hasThreshold } from './one-detector';

type Rule = Protocol['threshold'];

const ofScores = {
  training: 'training scores',
  test: 'test scores',
  both: 'training and test scores together',
} as const;

/**
 * Names the rule of a table's protocol and the rows that depart from it; nothing where no threshold is used.
 *
 * @param labels  Of the rows that are shown.
 */
export function thresholdNotes(
  { protocol, rows }: Pick<SuiteTable, 'protocol' | 'rows'>,
  labels: readonly string[],
): string[] {
  if (!hasThreshold(protocol)) return [];
  const rule = ruleText(protocol.threshold);
  const others = new Map<string, string[]>();
  for (const row of rows.filter(({ label }) => labels.includes(label))) {
    const own = ownRule(row);
    if (own !== undefined && own !== rule) others.set(own, [...(others.get(own) ?? []), `'${row.label}'`]);
  }
  const each = [...others].map(([own, names]) => `; of ${names.join(' and ')} ${own}`);
  return [`Threshold: ${rule}${each.join('')}.`];
}

function ownRule({ protocol, protocolOf }: SuiteRow): string | undefined {
  const byChannel = Object.values(protocolOf ?? {}).some(({ threshold }) => threshold !== undefined);
  if (byChannel) return 'one of its own on each channel';
  return protocol?.threshold && ruleText(protocol.threshold);
}

function ruleText(rule: Rule): string {
  switch (rule.kind) {
    case 'percentile':
      return `percentile ${rule.percentile} of the ${ofScores[rule.of]}`;
    case 'fixed':
      return `${rule.value}, as it was given`;
    case 'otsu':
      return "Otsu's cut of the test scores";
    case 'sigma':
      return `the mean of the training scores and ${rule.k} of their deviations`;
    case 'false-positive-rate':
      return `a share of ${rule.rate} of false positives by the training scores`;
    case 'spot':
      return `SPOT with a risk of ${rule.q} above level ${rule.level}, set by the training scores${rule.driftWindow > 0 ? `, with a drift window of ${rule.driftWindow} steps` : ''}`;
    default:
      return `the rule ${rule.kind}`;
  }
}
