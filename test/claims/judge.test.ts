import assert from 'node:assert/strict';
import type { LedgerClaim, MeasuredClaim, Rule } from '../../lib/claims';
import type { Incidents } from '../../lib/data';
import { judge } from '../../lib/claims/judge';

const claim = (rule: Rule, rest: Partial<LedgerClaim> = {}): LedgerClaim => {
  return { id: 'x-1', report: 'chapter', where: '1', claim: 'c', measure: 'm', rule, ...rest };
};
const verdict = (rule: Rule, measured?: MeasuredClaim) => judge(claim(rule), measured).verdict;
const exactly = (rule: Rule, measured: MeasuredClaim) => judge(claim(rule, { basis: 'exact' }), measured).verdict;

describe('claims/judge: a figure', () => {
  const rule: Rule = { kind: 'number', expected: 0.447, tolerance: 0.05 };

  it('that is exact is reproduced within the tolerance, its ends included', () => {
    for (const value of [0.397, 0.447, 0.497]) assert.equal(exactly(rule, value), 'reproduced');
    for (const value of [0.396, 0.498]) assert.equal(exactly(rule, value), 'not reproduced');
  });

  it('is reproduced where the whole interval over seeds lies within the tolerance', () => {
    // Deviation .01, t(2) = 4.303: the interval is .42 -+ .0248.
    assert.equal(verdict(rule, Float64Array.of(0.41, 0.42, 0.43)), 'partly (the interval goes beyond)');
    assert.equal(verdict(rule, [0.42, 0.43, 0.44]), 'reproduced');
    assert.equal(verdict(rule, [0.36, 0.38, 0.4]), 'partly (only the interval reaches it)');
    assert.equal(verdict(rule, [0.379, 0.38, 0.381]), 'not reproduced');
  });

  it('of one seed is partly reproduced at most', () => {
    for (const measured of [0.447, [0.447]]) assert.equal(verdict(rule, measured), 'partly (one seed)');
    assert.equal(judge(claim(rule, { over: 'runs' }), 0.447).verdict, 'partly (one run)');
  });

  it('of one seed that is not as claimed says that it is one seed, unless another case decides', () => {
    assert.equal(verdict(rule, 0.3), 'not reproduced (one seed)');
    assert.equal(judge(claim(rule, { over: 'runs' }), 0.3).verdict, 'not reproduced (one run)');
    assert.equal(verdict(rule, { A: 0.3, B: 0.31 }), 'not reproduced (one seed)');
    assert.equal(verdict(rule, { A: 0.3, B: [0.379, 0.38, 0.381] }), 'not reproduced');
  });

  it('of several cases is partly reproduced where some hold', () => {
    const features: Rule = { kind: 'number', expected: 25, tolerance: 0 };
    assert.equal(exactly(features, { SMAP: 25, MSL: 55 }), 'partly (1 of 2 as claimed)');
    assert.equal(exactly(features, { SMAP: 25, MSL: 25 }), 'reproduced');
    assert.equal(judge(claim(features), { SMAP: 25, MSL: 55 }).holding, 1);
  });

  it('is judged over seeds also where it is known by channel: its average is one of these channels', () => {
    const channels = { 'D-1': 0.1, 'D-2': 0.76 };
    assert.equal(verdict(rule, { seeds: [0.42, 0.43, 0.44], channels }), 'reproduced');
    // Without seeds, over channels: .43 -+ 12.706 * .4667 / 1.414.
    assert.equal(verdict(rule, { channels }), 'partly (the interval goes beyond)');
  });
});

describe('claims/judge: a figure of a model', () => {
  const rule: Rule = { kind: 'number', expected: 0.426, tolerance: 0.007 };
  const ofModel = (measured: MeasuredClaim) => judge(claim(rule, { model: 'VAE', unit: '%' }), measured).verdict;
  const seeds = [0.425, 0.426, 0.427];

  it('is partly reproduced where a row that knows nothing has it too', () => {
    const all = { VAE: seeds, random: 0.3, 'all anomalous': { exact: 0.425 } };
    assert.equal(ofModel(all), 'partly (all anomalous has 42.5 %)');
    assert.equal(ofModel({ VAE: seeds, random: [0.3, 0.31] }), 'reproduced');
  });

  it('is partly reproduced where no such row is given', () => {
    assert.equal(ofModel(seeds), 'partly (no row that knows nothing beside it)');
    assert.equal(ofModel([0.426]), 'partly (one seed; no row that knows nothing beside it)');
  });

  it('is not reproduced by a row that knows nothing alone', () => {
    const { verdict, cases, trivial } = judge(claim(rule, { model: 'VAE' }), { VAE: [0.3, 0.31], constant: 0.426 });
    assert.equal(verdict, 'not reproduced');
    assert.deepEqual([cases.map(({ name }) => name), trivial?.map(({ name }) => name)], [['VAE'], ['constant']]);
  });

  it('is partly reproduced where readings of the report differ', () => {
    const readings = { 'VAE, KL summed': seeds, 'VAE, KL averaged': [0.3, 0.31, 0.32], random: 0.1 };
    assert.equal(ofModel(readings), 'partly (1 of 2 as claimed)');
  });

  it('needs the model', () => {
    assert.throws(() => ofModel({ random: 0.1 }), /Claim x-1 needs the case "VAE"; found "random"/);
  });
});

describe('claims/judge: bounds', () => {
  it('hold on either side, their ends included', () => {
    const moderate: Rule = { kind: 'bounds', atLeast: 0.3, atMost: 0.8 };
    assert.deepEqual([0.29, 0.3, 0.8, 0.81].map((value) => exactly(moderate, value)), ['not reproduced', 'reproduced', 'reproduced', 'not reproduced']); // prettier-ignore
    const high: Rule = { kind: 'bounds', atLeast: 0.8 };
    assert.equal(exactly(high, { 'D-1': 0.9, 'D-3': 0.7 }), 'partly (1 of 2 as claimed)');
  });

  it('hold wholly where each interval lies within them', () => {
    const high: Rule = { kind: 'bounds', atLeast: 0.8 };
    // .85 -+ .0248 and .81 -+ .0248
    assert.equal(verdict(high, { 'D-1': [0.84, 0.85, 0.86], 'D-3': [0.9, 0.9, 0.9] }), 'reproduced');
    assert.equal(verdict(high, { 'D-1': [0.8, 0.81, 0.82], 'D-3': [0.9, 0.9, 0.9] }), 'partly (the interval goes beyond)'); // prettier-ignore
    assert.equal(verdict(high, { 'D-1': [0.84, 0.85, 0.86], 'D-3': 0.9 }), 'partly (one seed)');
    assert.equal(verdict(high, [0.8, 0.8, 0.8]), 'reproduced');
  });
});

describe('claims/judge: an order', () => {
  const rule: Rule = { kind: 'order', first: 'A', best: 'highest' };

  it('is reproduced when the first leads by more than chance', () => {
    assert.equal(verdict(rule, { A: [0.5, 0.51, 0.52], B: [0.4, 0.41, 0.42] }), 'reproduced');
    assert.equal(verdict(rule, { A: [0.5, 0.4, 0.6], B: [0.49, 0.42, 0.5] }), 'partly (within chance)');
    assert.equal(verdict(rule, { A: [0.5, 0.5], B: [0.4, 0.4], C: [0.6, 0.6] }), 'not reproduced');
    assert.equal(exactly(rule, { A: 3, B: 3 }), 'not reproduced');
  });

  it('is partly there with one seed, however large the lead', () => {
    assert.equal(verdict(rule, { A: 0.9, B: 0.1 }), 'partly (one seed)');
    assert.equal(verdict(rule, { A: [0.9, 0.91], B: 0.1 }), 'partly (one seed)');
    assert.equal(verdict(rule, { A: 0.1, B: 0.9 }), 'not reproduced (one seed)');
    assert.equal(verdict(rule, { A: [0.9, 0.91], B: { exact: 0.1 } }), 'reproduced');
  });

  it('says of a lead the other way, too, that it is within chance or of one seed', () => {
    // Leads over B .01, -.02, .1: the same sizes are partly there the other way round, and here not reproduced.
    const [A, B] = [[0.5, 0.4, 0.6], [0.49, 0.42, 0.5]]; // prettier-ignore
    assert.equal(verdict(rule, { A: B, B: A }), 'not reproduced (within chance)');
    assert.equal(verdict(rule, { A: [0.1, 0.2], B: 0.9 }), 'not reproduced (one seed)');
    // Every seed is .1 behind.
    assert.equal(verdict(rule, { A: [0.4, 0.41, 0.42], B: [0.5, 0.51, 0.52] }), 'not reproduced');
    assert.equal(verdict(rule, { A: [0.5, 0.5], B: [0.5, 0.5] }), 'not reproduced');
  });

  it('is decided by a lead that lies wholly below 0, if there is one', () => {
    // Behind C by .1 on average, within chance; behind B by .05 with every seed.
    const { verdict: found, difference } = judge(claim(rule), { A: [0.5, 0.5], B: [0.55, 0.55], C: [0.2, 1] });
    assert.deepEqual([found, difference?.name], ['not reproduced', 'lead over B']);
    const one = judge(claim(rule), { A: [0.5, 0.5], B: [0.55, 0.55], C: 0.9 });
    assert.deepEqual([one.verdict, one.difference?.name], ['not reproduced', 'lead over B']);
  });

  it('compares seed by seed: seeds may differ more than the models do', () => {
    assert.equal(verdict(rule, { A: [0.2, 0.5, 0.8], B: [0.19, 0.489, 0.788] }), 'reproduced');
  });

  it('compares by channel and incident too, and the widest interval decides', () => {
    const seeds = { A: [0.5, 0.51, 0.52], B: [0.4, 0.41, 0.42] };
    const [A, B] = [{ a: 1, b: 1, c: 1, d: 3 }, { a: 0, b: 0, c: -1, d: -1 }]; // prettier-ignore
    // Leads by channel 1, 1, 2, 4: 2 -+ 2.25 over channels, 2 -+ 3.727 where a and b are one incident.
    const over = (incidents?: Incidents) =>
      judge(claim(rule), {
        A: { seeds: seeds.A, channels: A, incidents },
        B: { seeds: seeds.B, channels: B, incidents },
      });
    const byChannel = over();
    assert.deepEqual([byChannel.verdict, byChannel.difference?.over], ['partly (within chance)', '4 channels']);
    const { difference } = over(new Map([['a', 'a'], ['b', 'a']])); // prettier-ignore
    assert.equal(difference?.over, '3 incidents');
    // The lead that is told is that of the seeds, .1; the interval is that of the incidents.
    assert.ok(Math.abs(difference.mean - 0.1) < 1e-12 && Math.abs(difference.low - (2 - 3.7266)) < 1e-3);
  });

  it('tells the lead that decides', () => {
    // B is the runner-up, but only the lead over C may be chance.
    const { verdict, difference } = judge(claim(rule), { A: [0.5, 0.5, 0.5], B: [0.4, 0.4, 0.4], C: [0.1, 0.6, 0.1] });
    assert.deepEqual([verdict, difference?.name], ['partly (within chance)', 'lead over C']);
    assert.equal(judge(claim(rule), { A: [1, 1], B: [2, 2], C: [0, 0] }).difference?.name, 'lead over B');
  });

  it('takes the lowest where less is better', () => {
    const smallest: Rule = { kind: 'order', first: 'A', best: 'lowest' };
    assert.equal(exactly(smallest, { A: 350, B: 500 }), 'reproduced');
    assert.equal(judge(claim(smallest), { A: 350, B: 500, C: 400 }).difference?.mean, 50);
  });

  it('refuses when the first, or everyone else, is missing', () => {
    assert.throws(() => verdict(rule, { B: 1 }), /Claim x-1 needs the case "A" and at least one other; found "B"/);
    assert.throws(() => verdict(rule, { A: 1 }), /at least one other; found "A"/);
  });
});

describe('claims/judge: a trend', () => {
  const rises: Rule = { kind: 'trend', direction: 'rises' };

  it('needs every step in its direction, in the order of the numbers', () => {
    assert.equal(exactly(rises, { 16: 0.9, 2: 0.6, 8: 0.8, 4: 0.7 }), 'reproduced');
    assert.equal(exactly(rises, { 2: 0.6, 4: 0.9, 8: 0.8 }), 'partly (not at every step)');
    assert.equal(exactly(rises, { 2: 0.9, 4: 0.95, 8: 0.8 }), 'not reproduced');
    assert.equal(exactly({ kind: 'trend', direction: 'falls' }, { 5: 3, 10: 2, 20: 1 }), 'reproduced');
  });

  it('is partly there where the change is within chance, or of one seed', () => {
    assert.equal(verdict(rises, { 2: [0.5, 0.7, 0.6], 4: [0.7, 0.5, 0.61] }), 'partly (within chance)');
    assert.equal(verdict(rises, { 2: [0.5, 0.51, 0.5], 4: [0.7, 0.71, 0.72] }), 'reproduced');
    assert.equal(verdict(rises, { 2: 0.1, 4: 0.9, 8: 0.8 }), 'partly (one seed; not at every step)');
  });

  it('says of a change the other way, too, that it is within chance or of one seed', () => {
    // From 2 to 4: -.2, .2, -.01, a mean of -.0033.
    assert.equal(verdict(rises, { 2: [0.7, 0.5, 0.61], 4: [0.5, 0.7, 0.6] }), 'not reproduced (within chance)');
    assert.equal(verdict(rises, { 2: [0.7, 0.71, 0.72], 4: [0.5, 0.51, 0.5] }), 'not reproduced');
    assert.equal(verdict(rises, { 2: 0.9, 4: 0.1 }), 'not reproduced (one seed)');
    const falls: Rule = { kind: 'trend', direction: 'falls' };
    assert.equal(verdict(falls, { 2: [0.5, 0.7, 0.6], 4: [0.7, 0.5, 0.61] }), 'not reproduced (within chance)');
    assert.equal(verdict(falls, { 2: 0.1, 4: 0.9 }), 'not reproduced (one seed)');
  });

  it('flattens when the last doubling gains less than the first', () => {
    const flattens: Rule = { kind: 'trend', direction: 'flattens' };
    assert.equal(exactly(flattens, { 2: 0.6, 4: 0.8, 8: 0.85, 16: 0.86 }), 'reproduced');
    assert.equal(exactly(flattens, { 2: 0.6, 4: 0.61, 8: 0.7 }), 'not reproduced');
    // From 4 to 32 are three doublings: .03 a doubling is less than .05.
    assert.equal(exactly(flattens, { 2: 0.6, 4: 0.65, 32: 0.74 }), 'reproduced');
    assert.equal(exactly(flattens, { 2: 0.6, 4: 0.5, 8: 0.4 }), 'not reproduced');
  });

  it('flattens by the interval of last less first gain', () => {
    const flattens: Rule = { kind: 'trend', direction: 'flattens' };
    // First gains .2, .3, .1, last ones .05, .1, 0: -.15 -+ 4.303 * .05 / 1.732 = -.2742 to -.0258.
    const bend = { 2: [0, 0, 0], 4: [0.2, 0.3, 0.1], 8: [0.25, 0.4, 0.1] };
    const { verdict: found, difference } = judge(claim(flattens), bend);
    assert.equal(found, 'reproduced');
    assert.ok(Math.abs(difference!.low + 0.2742) < 1e-4 && Math.abs(difference!.high + 0.0258) < 1e-4);
    assert.equal(verdict(flattens, { ...bend, 8: [0.4, 0.4, 0.1] }), 'partly (within chance)');
    assert.equal(verdict(flattens, { 2: 0.6, 4: 0.8, 8: 0.85 }), 'partly (one seed)');
    assert.equal(verdict(flattens, { 2: 0.6, 4: 0.65, 8: 0.85 }), 'not reproduced (one seed)');
    // Last gains .2, .3, .4, first ones .2, .3, .1: 0, 0, .3 and a mean of .1, which is not beyond chance.
    assert.equal(verdict(flattens, { ...bend, 8: [0.4, 0.6, 0.5] }), 'not reproduced (within chance)');
    // First gains .1, last ones .2, .21, .2.
    assert.equal(verdict(flattens, { 2: [0, 0, 0], 4: [0.1, 0.1, 0.1], 8: [0.3, 0.31, 0.3] }), 'not reproduced');
  });

  it('refuses cases that are not numbers, or too few', () => {
    assert.throws(() => verdict(rises, { small: 1, large: 2 }), /cases named by numbers; found "small", "large"/);
    assert.throws(() => verdict({ kind: 'trend', direction: 'flattens' }, { 2: 1, 4: 2 }), /at least 3 cases/);
  });
});

describe('claims/judge: what a claim rests on', () => {
  const rule: Rule = { kind: 'number', expected: 10, tolerance: 0 };

  it('is named where it is true by definition', () => {
    const told = claim(rule, { basis: 'construction' });
    assert.equal(judge(told, 10).verdict, 'by construction');
    assert.equal(judge(told, 9).verdict, 'not reproduced');
    const identity = claim({ kind: 'trend', direction: 'falls' }, { basis: 'construction' });
    assert.equal(judge(identity, { 90: [0.1, 0.3], 95: [0.05, 0.1] }).verdict, 'by construction');
    assert.throws(() => judge(identity, { 90: [0.1, NaN], 95: 0 }), /Claim x-1, 90 is NaN; expected a finite number/);
  });

  it('is bounded by what the measure leaves open', () => {
    const half = claim(rule, { basis: 'exact', open: 'nothing to compare with' });
    assert.equal(judge(half, 10).verdict, 'partly (nothing to compare with)');
    assert.equal(judge(half, 9).verdict, 'not reproduced');
  });
});

describe('claims/judge: what cannot be decided', () => {
  it('says why', () => {
    const opinion: Rule = { kind: 'opinion', reason: 'no measure' };
    assert.equal(verdict(opinion), 'not checkable (no measure)');
    assert.equal(verdict({ kind: 'bounds', atLeast: 1 }), 'not checkable (no notebook measures it)');
    assert.equal(verdict({ kind: 'bounds', atLeast: 1 }, {}), 'not checkable (no such case)');
  });

  it('refuses NaN, with the claim, the case and the seed', () => {
    const rule: Rule = { kind: 'bounds', atLeast: 1 };
    assert.throws(() => verdict(rule, { 'P-1': [1, NaN] }), /^DataError: Claim x-1, P-1 is NaN for seed 2 of 2/);
    assert.throws(() => verdict(rule, []), /Claim x-1 has no value; expected one for each seed/);
  });
});
