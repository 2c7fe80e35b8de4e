import { type NumberArray, requireInteger } from '../base/index';
import { ScoringError } from '../scoring/scoring-error';
import { Spot, type SpotOptions } from '../scoring/spot';
import { MonitorError } from './monitor-error';

/** Gives the threshold that a score meets, then learns from the score. */
export interface StreamThreshold {
  /** @returns  The threshold in force when the score arrived; undefined while there is none yet. */
  judge(score: number): number | undefined;
  /** What `createThreshold` needs to go on; undefined if there is nothing to remember. */
  toJSON(): unknown;
}

export interface FixedThresholdConfig {
  readonly kind: 'fixed';
  readonly value: number;
}

export interface SpotThresholdConfig extends SpotOptions {
  readonly kind: 'spot';
  /** Scores of the stream to learn the first threshold from. Default 1,000. */
  readonly calibrationPoints?: number;
  /** Scores known to be normal, such as the validation data's: with them there is a threshold at once. */
  readonly calibration?: NumberArray;
}

export type ThresholdConfig = FixedThresholdConfig | SpotThresholdConfig;

/**
 * Makes the threshold of one channel.
 *
 * @param state  What its `toJSON` gave, to go on from there.
 * @throws {MonitorError} Or ScoringError  Naming the option or the part of the state that is out of range.
 */
export function createThreshold(config: ThresholdConfig, state?: unknown): StreamThreshold {
  return config.kind === 'fixed' ? new FixedThreshold(config.value) : new SpotThreshold(config, state);
}

class FixedThreshold implements StreamThreshold {
  constructor(private readonly value: number) {
    if (!Number.isFinite(value)) throw new MonitorError(`A fixed threshold must be a finite number, found ${value}.`);
  }

  judge(): number {
    return this.value;
  }

  toJSON(): undefined {
    return undefined;
  }
}

/**
 * SPOT with drift over a stream: the first scores calibrate it, then it adapts. Peaks are kept to 500 unless asked
 * otherwise, since each new one costs a refit over all; the tail is fitted by its maximum likelihood.
 */
class SpotThreshold implements StreamThreshold {
  private spot: Spot | undefined;
  private calibration: number[] = [];
  private readonly options: SpotOptions;
  private readonly needed: number;

  constructor({ kind: _, calibrationPoints = 1000, calibration, ...options }: SpotThresholdConfig, state?: unknown) {
    requireInteger('calibrationPoints', calibrationPoints, 2 + (options.driftWindow ?? 0));
    this.options = { maxPeaks: 500, tailFit: 'maximumLikelihood', ...options };
    this.needed = calibrationPoints;
    const fresh = new Spot(this.options);
    if (state !== undefined) this.restore(state);
    else if (calibration !== undefined) this.spot = fresh.fit(calibration);
  }

  judge(score: number): number | undefined {
    if (this.spot === undefined) {
      this.calibration.push(score);
      if (this.calibration.length >= this.needed) this.calibrate();
      return undefined;
    }
    const { threshold } = this.spot;
    this.spot.step(score);
    return threshold;
  }

  toJSON(): unknown {
    return this.spot ? { spot: this.spot.toJSON() } : { calibration: [...this.calibration] };
  }

  /** Fits; where the scores allow no fit, as when they are all equal, the older half makes room for new ones. */
  private calibrate(): void {
    try {
      this.spot = new Spot(this.options).fit(this.calibration);
      this.calibration = [];
    } catch (error) {
      if (!(error instanceof ScoringError)) throw error;
      this.calibration = this.calibration.slice(Math.ceil(this.calibration.length / 2));
    }
  }

  private restore(state: unknown): void {
    const { spot, calibration } = state as { spot?: unknown; calibration?: unknown };
    if (spot !== undefined) {
      this.spot = Spot.fromJSON(spot);
    } else if (Array.isArray(calibration) && calibration.every((score) => Number.isFinite(score))) {
      this.calibration = calibration.slice(-this.needed) as number[];
    } else {
      throw new MonitorError('The saved threshold holds neither a fitted SPOT nor calibration scores.');
    }
  }
}
