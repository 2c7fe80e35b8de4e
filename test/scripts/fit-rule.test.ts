import assert from 'node:assert/strict';
import { Command } from 'commander';
import { ruleOptions, type RuleOptions, thresholdRule } from '../../scripts/support/fit-rule';

function ruleOf(...args: string[]) {
  const command = ruleOptions(new Command()).exitOverride();
  command.configureOutput({ writeErr: () => undefined }).parse(['node', 'fit', ...args]);
  return thresholdRule(command.opts<RuleOptions>());
}

describe('the rule for the threshold of npm run fit', () => {
  const labelled = ['--validation', 'x.csv'];
  for (const [args, rule] of [
    [[], { kind: 'false-positive-rate', rate: 0.05 }],
    [['--false-positive-rate', '0.01'], { kind: 'false-positive-rate', rate: 0.01 }],
    [['--percentile', '99'], { kind: 'percentile', percentile: 99 }],
    [['--rule', 'percentile'], { kind: 'percentile', percentile: 95 }],
    [['--rule', 'sigma', '--sigma', '2'], { kind: 'sigma', k: 2 }],
    [['--rule', 'recall', '--recall', '0.9', ...labelled], { kind: 'recall', recall: 0.9 }],
    [['--rule', 'best-f1', ...labelled], { kind: 'best-f1' }],
    [['--spot', '0.01'], { kind: 'spot', q: 0.01 }],
  ] as const) {
    it(`is ${JSON.stringify(rule)} for ${args.join(' ') || 'nothing'}`, () => assert.deepEqual(ruleOf(...args), rule));
  }

  for (const [args, message] of [
    [['--rule', 'best-f1', '--percentile', '99', ...labelled], /expected one rule.*found best-f1 and percentile/],
    [['--false-positive-rate', '0.1', '--spot', '0.1'], /expected one rule.*found false-positive-rate and spot/],
    [['--recall', '0.9'], /--rule recall: expected --validation with a labelled series/],
    [['--percentile', '9', ...labelled], /--validation: expected --rule recall or best-f1; found percentile/],
    [['--rule', 'guess'], /--rule.*Allowed choices are false-positive-rate/],
  ] as const) {
    it(`is refused for ${args.join(' ')}`, () => assert.throws(() => ruleOf(...args), message));
  }
});
