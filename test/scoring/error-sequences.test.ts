import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anomalousSequences, pruneSequences, ScoringError, telemanomSequences } from '../../lib/scoring';

interface Case {
  smoothedErrors: number[];
  values: number[];
  batchSize: number;
  windowSize: number;
  errorBuffer: number;
  /** windowScores: [start, end, score] for each window that judged points of a sequence. */
  expected: { sequences: [number, number][]; windowScores: [number, number, number][] };
}

const fixture = readFileSync(join(__dirname, '../fixtures/threshold-conventions.json'), 'utf8');
const { telemanom } = JSON.parse(fixture) as { telemanom: { cases: Case[] } };

describe('anomalousSequences', () => {
  it('widens errors at or above the threshold by the buffer, and joins what then touches', () => {
    const errors = [0, 5, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 6];
    const { sequences, maxNormal } = anomalousSequences(errors, 5, { errorBuffer: 1 });
    assert.deepEqual(sequences, [
      { start: 0, end: 3 },
      { start: 11, end: 13 },
    ]);
    assert.equal(maxNormal, 4);
    assert.deepEqual(anomalousSequences(errors, 4, { errorBuffer: 2 }).sequences, [
      { start: 0, end: 8 },
      { start: 10, end: 13 },
    ]);
  });

  it('leaves out single points, early points and errors that are too small', () => {
    const errors = [9, 9, 0, 3, 3, 0, 9];
    assert.deepEqual(anomalousSequences(errors, 3, { errorBuffer: 0 }).sequences, [
      { start: 0, end: 2 },
      { start: 3, end: 5 },
    ]);
    assert.equal(anomalousSequences(errors, 3, { errorBuffer: 0 }).marked[6], 1);
    assert.deepEqual(anomalousSequences(errors, 3, { errorBuffer: 0, firstIndex: 1 }).sequences, [
      { start: 3, end: 5 },
    ]);
    assert.deepEqual(anomalousSequences(errors, 3, { errorBuffer: 0, minimumError: 3 }).sequences, [
      { start: 0, end: 2 },
    ]);
  });

  it('does not take a known anomaly for the highest normal error', () => {
    const known = Uint8Array.of(0, 1, 0, 0);
    assert.equal(anomalousSequences([1, 8, 2, 9], 9, { errorBuffer: 0, known }).maxNormal, 2);
    assert.equal(anomalousSequences([9, 9], 9, { errorBuffer: 0 }).maxNormal, undefined);
  });

  it('names what it cannot use', () => {
    assert.throws(() => anomalousSequences([1, NaN], 1), /smoothedErrors\[1\] is NaN/);
    assert.throws(() => anomalousSequences([1], NaN), /threshold must be a finite number/);
    assert.throws(() => anomalousSequences([1], 1, { errorBuffer: -1 }), /errorBuffer must be a whole number/);
    assert.throws(() => anomalousSequences([1], 1, { known: new Uint8Array(2) }), /one entry per error \(1\), found 2/);
  });
});

describe('pruneSequences', () => {
  const errors = [1, 10, 1, 9.5, 1, 5, 1];
  const sequences = [
    { start: 1, end: 2 },
    { start: 3, end: 4 },
    { start: 5, end: 6 },
  ];

  it('keeps sequences down to the last drop of p or more', () => {
    assert.deepEqual(pruneSequences(sequences, errors, { maxNormal: 1 }), sequences);
    assert.deepEqual(pruneSequences(sequences, errors, { maxNormal: 4.9 }), sequences.slice(0, 2));
    // From 9.5 to 5 is a drop of 47%, from 10 to 9.5 one of 5%.
    assert.deepEqual(pruneSequences(sequences, errors, { maxNormal: 4.9, p: 0.5 }), []);
    assert.deepEqual(pruneSequences(sequences.slice(0, 2), errors, { maxNormal: 9 }), []);
  });

  it('drops all of equal height together, whatever their order', () => {
    const flat = [3, 1, 8, 1, 3];
    const three = [
      { start: 0, end: 1 },
      { start: 2, end: 3 },
      { start: 4, end: 5 },
    ];
    assert.deepEqual(pruneSequences(three, flat, { maxNormal: 2.9 }), [{ start: 2, end: 3 }]);
  });

  it('has nothing to compare with where no point is normal', () => {
    assert.deepEqual(pruneSequences(sequences, errors), sequences);
    assert.deepEqual(pruneSequences([], errors, { maxNormal: 1 }), []);
  });

  it('names what it cannot use', () => {
    assert.throws(
      () => pruneSequences([{ start: 5, end: 8 }], errors),
      /sequence 0 must be a non-empty segment within \[0, 7\)/,
    );
    assert.throws(() => pruneSequences([{ start: 2, end: 2 }], errors), ScoringError);
    assert.throws(() => pruneSequences(sequences, errors, { p: NaN }), /p must be a finite number/);
  });
});

describe('telemanomSequences', () => {
  for (const [i, { smoothedErrors, values, expected, ...options }] of telemanom.cases.entries()) {
    it(`finds what telemanom's process_batches finds, case ${i}`, () => {
      const found = telemanomSequences(smoothedErrors, values, options);
      assert.deepEqual(
        found.map(({ segment }) => segment),
        expected.sequences.map(([start, end]) => ({ start, end })),
      );
      for (const { segment, score } of found) {
        const parts = expected.windowScores.filter(([start, end]) => start >= segment.start && end <= segment.end);
        const highest = Math.max(...parts.map(([, , windowScore]) => windowScore));
        assert.ok(Math.abs(score - highest) < 1e-9 * highest, `${score}, expected ${highest}`);
      }
    });
  }

  it('ignores errors that are small beside the telemetry', () => {
    const { smoothedErrors, values, batchSize, windowSize, errorBuffer } = telemanom.cases[0];
    const wide = values.map((value) => value * 1000);
    assert.deepEqual(telemanomSequences(smoothedErrors, wide, { batchSize, windowSize, errorBuffer }), []);
  });

  it('names what it cannot use', () => {
    assert.throws(() => telemanomSequences([1, 2], [1]), /of one length, found 2 and 1/);
    assert.throws(() => telemanomSequences([1, -2], [1, 2]), /smoothedErrors\[1\] is -2; expected absolute errors/);
    assert.throws(() => telemanomSequences([1], [1], { batchSize: 0 }), /batchSize must be a whole number/);
  });
});
