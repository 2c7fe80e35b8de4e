import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../lib/base/index';
import { ScoringError, Spot } from '../../lib/scoring';

interface SpotCase {
  distribution: string;
  q: number;
  level: number;
  calibration: number[];
  stream: number[];
  expected: { initThreshold: number; initialQuantile: number; alarms: number[]; finalQuantile: number };
}

interface DriftCase extends Omit<SpotCase, 'expected'> {
  driftWindow: number;
  expected: { alarms: number[]; firstThreshold: number; lastThreshold: number };
}

const read = (name: string) => JSON.parse(readFileSync(join(__dirname, '../fixtures', name), 'utf8')) as unknown;
const { spot: spotCases } = read('thresholds.json') as { spot: SpotCase[] };
const { dspot } = read('threshold-conventions.json') as { dspot: { cases: DriftCase[] } };

function run(spot: Spot, stream: readonly number[]): { alarms: number[]; thresholds: number[] } {
  const steps = stream.map((x) => spot.step(x));
  const alarms = steps.flatMap(({ alarm }, i) => (alarm ? [i] : []));
  return { alarms, thresholds: steps.map(({ threshold }) => threshold) };
}

function assertWithin(found: number, expected: number, relative: number): void {
  assert.ok(Math.abs(found / expected - 1) < relative, `${found}, expected ${expected}`);
}

function normals(count: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.normal());
}

describe('Spot', () => {
  for (const { distribution, q, level, calibration, stream, expected } of spotCases) {
    it(`agrees with the published implementation: ${distribution}`, () => {
      const spot = new Spot({ q, level }).fit(calibration);
      assert.equal(spot.initialThreshold, expected.initThreshold);
      assertWithin(spot.threshold, expected.initialQuantile, 1e-4);
      const { alarms, thresholds } = run(spot, stream);
      assert.deepEqual(alarms, expected.alarms);
      assertWithin(thresholds[thresholds.length - 1], expected.finalQuantile, 1e-4);
      assert.equal(spot.threshold, thresholds[thresholds.length - 1]);
    });
  }

  for (const { q, level, driftWindow, calibration, stream, expected } of dspot.cases) {
    it('agrees with another implementation of DSPOT on a drifting stream', () => {
      const { alarms, thresholds } = run(new Spot({ q, level, driftWindow }).fit(calibration), stream);
      assert.deepEqual(alarms, expected.alarms);
      assertWithin(thresholds[0], expected.firstThreshold, 1e-4);
      assertWithin(thresholds[thresholds.length - 1], expected.lastThreshold, 1e-4);
    });
  }

  it('departs from the published implementation by more than 1 % with the maximum likelihood', () => {
    const departures = spotCases.map(({ q, level, calibration, stream, expected }) => {
      const spot = new Spot({ q, level, tailFit: 'maximumLikelihood' }).fit(calibration);
      const first = spot.threshold / expected.initialQuantile - 1;
      const { alarms } = run(spot, stream);
      return { first, last: spot.threshold / expected.finalQuantile - 1, alarms: alarms.length };
    });
    const rounded = departures.map(({ first, last, alarms }) => [first.toFixed(3), last.toFixed(3), alarms]);
    assert.deepEqual(rounded, [
      ['0.021', '-0.000', 11],
      ['-0.026', '-0.087', 7],
    ]);
  });

  it('sees a spike above a drifting level only with a drift window', () => {
    const drifting = normals(2000, 1).map((x, i) => x + i / 100);
    drifting[1500] += 8;
    const alarmsWith = (driftWindow: number) => {
      const spot = new Spot({ q: 1e-4, driftWindow, maxPeaks: 50 }).fit(drifting.slice(0, 1000));
      return run(spot, drifting.slice(1000)).alarms;
    };
    assert.deepEqual(alarmsWith(0), []);
    assert.deepEqual(alarmsWith(20), [500]);
  });

  it('raises about a share q of alarms on fresh data of the same kind, at first', () => {
    const spot = new Spot({ q: 0.01, level: 0.9, tailFit: 'maximumLikelihood', maxPeaks: 100 });
    const { alarms } = run(spot.fit(normals(2000, 3)), normals(3000, 2));
    assert.ok(alarms.length > 15 && alarms.length < 60, `${alarms.length} alarms, expected about 30`);
  });

  it('does not learn from a value that raises an alarm', () => {
    const spot = new Spot({ q: 1e-3 }).fit(normals(500, 4));
    const before = spot.toJSON();
    assert.deepEqual(spot.step(1e6), { alarm: true, threshold: spot.threshold });
    assert.deepEqual(spot.toJSON(), before);
  });

  it('keeps at most maxPeaks peaks, a sample of all of them', () => {
    const calibration = normals(1000, 5);
    const bounded = new Spot({ q: 1e-3, level: 0.9, maxPeaks: 50 }).fit(calibration);
    const unbounded = new Spot({ q: 1e-3, level: 0.9, maxPeaks: Infinity }).fit(calibration);
    run(bounded, normals(500, 6));
    run(unbounded, normals(500, 6));
    assert.equal(bounded.peakCount, 50);
    assert.ok(unbounded.peakCount > 120);
    const all = unbounded.toJSON().peaks;
    const places = bounded.toJSON().peaks.map((peak) => all.indexOf(peak));
    assert.ok(!places.includes(-1));
    // A fair sample of about 140: some 20 of the first 50 stay, where keeping the latest would leave none.
    const early = places.filter((place) => place < 50).length;
    assert.ok(early > 8 && early < 35, `${early}`);
    assertWithin(bounded.threshold, unbounded.threshold, 0.2);
  });

  it('bounds the peaks without letting the threshold sink faster', () => {
    const stream = normals(2000, 16);
    const sunkWith = (maxPeaks: number) => {
      const spot = new Spot({ q: 5e-3, level: 0.9, tailFit: 'maximumLikelihood', maxPeaks }).fit(normals(500, 17));
      return run(spot, stream).alarms.length;
    };
    const [bounded, unbounded] = [sunkWith(60), sunkWith(Infinity)];
    assert.ok(Math.abs(bounded - unbounded) < 0.5 * unbounded, `${bounded} alarms, ${unbounded} without a bound`);
  });

  it('continues from its saved state as if it had not been saved', () => {
    const stream = normals(600, 7);
    for (const options of [{ q: 1e-3 }, { q: 1e-3, driftWindow: 15, maxPeaks: Infinity }]) {
      const spot = new Spot(options).fit(normals(500, 8));
      run(spot, stream.slice(0, 300));
      const restored = Spot.fromJSON(JSON.parse(JSON.stringify(spot)));
      assert.deepEqual(run(restored, stream.slice(300)), run(spot, stream.slice(300)));
    }
  });

  it('can be fitted again', () => {
    const spot = new Spot({ q: 1e-3 }).fit(normals(500, 9));
    run(spot, normals(200, 10));
    assert.deepEqual(spot.fit(normals(500, 11)).toJSON(), new Spot({ q: 1e-3 }).fit(normals(500, 11)).toJSON());
  });
});

describe('Spot on input that cannot be used', () => {
  it('rejects options out of range', () => {
    assert.throws(() => new Spot({ q: 0 }), /q must be a number strictly between 0 and 1/);
    assert.throws(() => new Spot({ level: 1 }), /level must be a number strictly between 0 and 1/);
    assert.throws(() => new Spot({ q: 0.02, level: 0.98 }), /q must be below 1 - level = 0.02, found 0.02/);
    assert.throws(() => new Spot({ driftWindow: -1 }), /driftWindow must be a whole number/);
    assert.throws(() => new Spot({ maxPeaks: 0 }), /maxPeaks must be a whole number of at least 1/);
    assert.throws(() => new Spot({ tailFit: 'moments' as never }), /tailFit must be .* found "moments"/);
  });

  it('rejects a calibration without peaks', () => {
    assert.throws(() => new Spot().fit([]), /calibration is empty/);
    assert.throws(() => new Spot().fit([1]), /at least 2 values .* found 1/);
    assert.throws(() => new Spot({ driftWindow: 5 }).fit([1, 2, 3, 4, 5, 6]), /at least 7 values .* found 6/);
    assert.throws(() => new Spot().fit(new Array<number>(500).fill(3)), /none of 500 .* above the initial threshold 3/);
    assert.throws(() => new Spot().fit(normals(20, 12)), /none of 20 .* give more values or lower level \(0.98\)/);
    assert.throws(() => new Spot().fit([1, NaN, 3]), /calibration\[1\] is NaN/);
    const huge = [1e308, 1e308, 1, 2, 3, 4, 5, 6, 7, 8];
    assert.throws(() => new Spot({ driftWindow: 2 }).fit(huge), /minus its local mean\[0\] is -Infinity/);
  });

  it('makes do with a single peak', () => {
    const spot = new Spot({ q: 1e-3 }).fit(Array.from({ length: 51 }, (_, i) => i));
    assert.equal(spot.peakCount, 1);
    assert.ok(Math.abs(spot.threshold - (49 - Math.log(51 * 1e-3))) < 1e-9);
  });

  it('rejects a step before fit, and a value that is not finite', () => {
    assert.throws(() => new Spot().step(1), /Spot.step: call fit/);
    assert.throws(() => new Spot().toJSON(), ScoringError);
    assert.throws(() => new Spot().threshold, /Spot.threshold: call fit/);
    assert.throws(() => new Spot().tailParameters, ScoringError);
    const spot = new Spot({ q: 1e-3 }).fit(normals(500, 13));
    const before = spot.toJSON();
    assert.throws(() => spot.step(NaN), /x must be a finite number, found NaN/);
    assert.throws(() => spot.step(Infinity), ScoringError);
    assert.deepEqual(spot.toJSON(), before);
  });

  it('names the malformed field of a saved state', () => {
    const state = new Spot({ q: 1e-3, driftWindow: 3 }).fit(normals(500, 14)).toJSON();
    const broken: [RegExp, unknown][] = [
      [/state must be an object, found null/, null],
      [/kind "spot" and version 1, found kind "spot" and version 2/, { ...state, version: 2 }],
      [/tail must be an object/, { ...state, tail: undefined }],
      [/tail.scale must be a finite number/, { ...state, tail: { shape: 0 } }],
      [/quantile must be a finite number, found "1"/, { ...state, quantile: '1' }],
      [/peaks is empty/, { ...state, peaks: [] }],
      [/peaks\[1\] is -1; expected a positive number/, { ...state, peaks: [1, -1] }],
      [/peaks must hold no more than exceedanceCount/, { ...state, exceedanceCount: 1 }],
      [/exceedanceCount must be below observationCount/, { ...state, observationCount: 5 }],
      [/recent must hold 3 values/, { ...state, recent: [1] }],
      [/recent must be an array, found undefined/, { ...state, recent: undefined }],
      [/settings must be an object/, { ...state, settings: 3 }],
      [/q must be a number strictly between/, { ...state, settings: { ...state.settings, q: 'high' } }],
    ];
    for (const [message, value] of broken) assert.throws(() => Spot.fromJSON(value), { name: 'ScoringError', message });
  });
});
