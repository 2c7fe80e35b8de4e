import assert from 'node:assert/strict';
import type { LedgerClaim, Rule } from '../../lib/claims';
import { judge, type MeasuredClaim } from '../../lib/claims/judge';

const claim = (rule: Rule): LedgerClaim => {
  return { id: 'x-1', report: 'chapter', where: '1', claim: 'c', measure: 'm', rule };
};
const verdict = (rule: Rule, measured?: MeasuredClaim) => judge(claim(rule), measured).verdict;

describe('claims/judge: a figure', () => {
  const rule: Rule = { kind: 'number', expected: 0.447, tolerance: 0.05 };

  it('is reproduced within the tolerance, its ends included', () => {
    for (const value of [0.397, 0.447, 0.497]) assert.equal(verdict(rule, value), 'reproduced');
    for (const value of [0.396, 0.498]) assert.equal(verdict(rule, value), 'not reproduced');
  });

  it('is partly reproduced where only the interval over seeds reaches it', () => {
    assert.equal(verdict(rule, [0.36, 0.38, 0.4]), 'partly');
    assert.equal(verdict(rule, [0.379, 0.38, 0.381]), 'not reproduced');
    assert.equal(verdict(rule, Float64Array.of(0.4, 0.42, 0.44)), 'reproduced');
  });

  it('of several cases is partly reproduced where some hold', () => {
    const features: Rule = { kind: 'number', expected: 25, tolerance: 0 };
    assert.equal(verdict(features, { SMAP: 25, MSL: 55 }), 'partly');
    assert.equal(verdict(features, { SMAP: 25, MSL: 25 }), 'reproduced');
    assert.equal(judge(claim(features), { SMAP: 25, MSL: 55 }).holding, 1);
  });
});

describe('claims/judge: bounds', () => {
  it('hold on either side, their ends included', () => {
    const moderate: Rule = { kind: 'bounds', atLeast: 0.3, atMost: 0.8 };
    assert.deepEqual([0.29, 0.3, 0.8, 0.81].map((value) => verdict(moderate, value)), ['not reproduced', 'reproduced', 'reproduced', 'not reproduced']); // prettier-ignore
    assert.equal(verdict({ kind: 'bounds', atLeast: 0.8 }, { 'D-1': 0.9, 'D-3': 0.7 }), 'partly');
  });
});

describe('claims/judge: an order', () => {
  const rule: Rule = { kind: 'order', first: 'A', best: 'highest' };

  it('is reproduced when the first leads by more than chance', () => {
    assert.equal(verdict(rule, { A: [0.5, 0.51, 0.52], B: [0.4, 0.41, 0.42] }), 'reproduced');
    assert.equal(verdict(rule, { A: [0.5, 0.4, 0.6], B: [0.49, 0.42, 0.5] }), 'partly');
    assert.equal(verdict(rule, { A: [0.5, 0.5], B: [0.4, 0.4], C: [0.6, 0.6] }), 'not reproduced');
    assert.equal(verdict(rule, { A: 3, B: 3 }), 'not reproduced');
  });

  it('compares seed by seed: seeds may differ more than the models do', () => {
    assert.equal(verdict(rule, { A: [0.2, 0.5, 0.8], B: [0.19, 0.489, 0.788] }), 'reproduced');
  });

  it('takes the lowest where less is better', () => {
    const smallest: Rule = { kind: 'order', first: 'A', best: 'lowest' };
    assert.equal(verdict(smallest, { A: 350, B: 500 }), 'reproduced');
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
    assert.equal(verdict(rises, { 16: 0.9, 2: 0.6, 8: 0.8, 4: 0.7 }), 'reproduced');
    assert.equal(verdict(rises, { 2: 0.6, 4: 0.9, 8: 0.8 }), 'partly');
    assert.equal(verdict(rises, { 2: 0.9, 4: 0.95, 8: 0.8 }), 'not reproduced');
    assert.equal(verdict({ kind: 'trend', direction: 'falls' }, { 5: 3, 10: 2, 20: 1 }), 'reproduced');
  });

  it('is partly there where the change is within chance', () => {
    assert.equal(verdict(rises, { 2: [0.5, 0.7, 0.6], 4: [0.7, 0.5, 0.61] }), 'partly');
    assert.equal(verdict(rises, { 2: [0.5, 0.51, 0.5], 4: [0.7, 0.71, 0.72] }), 'reproduced');
  });

  it('flattens when the last doubling gains less than the first', () => {
    const flattens: Rule = { kind: 'trend', direction: 'flattens' };
    assert.equal(verdict(flattens, { 2: 0.6, 4: 0.8, 8: 0.85, 16: 0.86 }), 'reproduced');
    assert.equal(verdict(flattens, { 2: 0.6, 4: 0.61, 8: 0.7 }), 'not reproduced');
    // From 4 to 32 are three doublings: .03 a doubling is less than .05.
    assert.equal(verdict(flattens, { 2: 0.6, 4: 0.65, 32: 0.74 }), 'reproduced');
    assert.equal(verdict(flattens, { 2: 0.6, 4: 0.5, 8: 0.4 }), 'not reproduced');
  });

  it('refuses cases that are not numbers, or too few', () => {
    assert.throws(() => verdict(rises, { small: 1, large: 2 }), /cases named by numbers; found "small", "large"/);
    assert.throws(() => verdict({ kind: 'trend', direction: 'flattens' }, { 2: 1, 4: 2 }), /at least 3 cases/);
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
