/** Thresholds that a monitor applies score by score: fixed, or SPOT. */
import { type NumberArray, requireInteger } from '../base/index';
import { ScoringError } from '../scoring/scoring-error';
import { Spot, type SpotOptions } from '../scoring/spot';
import { MonitorError } from './monitor-error';

/** Returns the threshold for a score, then learns from the score. */
export interface StreamThreshold {
  /** Takes a score. @returns  The threshold to compare it with; undefined while there is none yet. */
  judge(score: number): number | undefined;
  /** Returns what `createThreshold` needs to continue; undefined if there is nothing to remember. */
  toJSON(): unknown;
}

export interface FixedThresholdConfig {
  readonly kind: 'fixed';
  readonly value: number;
}

export interface SpotThresholdConfig extends SpotOptions {
  readonly kind: 'spot';
  /** Number of scores of the stream from which the first threshold is learned. Default 1,000. */
  readonly calibrationPoints?: number;
  /** Scores known to be normal, such as those of validation data; with them there is a threshold from the start. */
  readonly calibration?: NumberArray;
}

export type ThresholdConfig = FixedThresholdConfig | SpotThresholdConfig;

/**
 * Makes the threshold of one channel.
 *
 * @param state  What `toJSON` returned, to continue from there.
 * @throws {MonitorError} If a fixed threshold is not finite, or the state is invalid.
 * @throws {DataError} If calibrationPoints is out of range.
 * @throws {ScoringError} If an option or a state of SPOT is invalid.
 */
export function createThreshold(config: ThresholdConfig, state?: unknown): StreamThreshold {
  return config.kind === 'fixed' ? new FixedThreshold(config.value) : new SpotThreshold(config, state);
}

class FixedThreshold implements StreamThreshold {
  constructor(private readonly value: number) {
    if (!Number.isFinite(value)) throw new MonitorError(`threshold: expected a finite number; found ${value}.`);
  }

  judge(): number {
    return this.value;
  }

  toJSON(): undefined {
    return undefined;
  }
}

/**
 * SPOT over a stream: the first scores calibrate it, then it adapts. By default it keeps 500 peaks, since each new one
 * costs a refit over all of them, and fits the tail by maximum likelihood.
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

  /** Fits SPOT. If the scores allow no fit, e.g. because all are equal, drops the older half and waits for new ones. */
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
      throw new MonitorError('saved threshold: expected a fitted SPOT or calibration scores; found neither.');
    }
  }
}
