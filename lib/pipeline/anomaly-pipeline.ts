/** From a series as it comes to anomalous segments as one object: cleaning, scaling, windows, model, smoothing, threshold. */
import { labelsToSegments, type Segment, type Series } from '../data/index';
import type { Detector } from '../models/index';
import { loadBackend } from '../runtime/index';
import { predictWith } from '../scoring/index';
import type { History } from '../training/index';
import { explainSegment, type Explanation } from './explain';
import { alignFeatures } from './align-features';
import { fitParts, type PipelineFitOptions } from './fit-parts';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';
import { readPipeline, writePipeline } from './pipeline-folder';
import { seriesScores } from './series-scores';
import { checkSettings, type PipelineOptions, type PipelineSettings } from './pipeline-settings';
import { openStream, type PipelineStream } from './stream';

/**
 * Smoothing remembers all scores, each less than the one after; beyond this many spans nothing of them is left in double
 * precision: (1 - 2 / (span + 1)) ** (20 span) < 1e-17.
 */
const SPANS_REMEMBERED = 20;

export interface Prediction {
  /** Of the window that ends at each time step, smoothed, [length]; the first windowSize - 1 take the first window's. */
  readonly scores: Float64Array;
  /** 1 where anomalous, [length]. */
  readonly predictions: Uint8Array;
  /** The runs of anomalous time steps. They may end up to windowSize - 1 steps late: a window holds what is past. */
  readonly segments: Segment[];
}

/**
 * ```ts
 * const pipeline = await new AnomalyPipeline({ model: 'lstm-vae', windowSize: 10 }).fit(series);
 * const { scores, predictions, segments } = pipeline.predict(other);
 * ```
 */
export class AnomalyPipeline {
  readonly settings: PipelineSettings;
  /** Of the last {@link fit}; a loaded pipeline has none. */
  history: History | undefined;
  private learned: PipelineParts | undefined;
  private lastSeries: Series | undefined;

  /** @throws {PipelineError} Naming the first option that is unknown or out of range. */
  constructor(options: PipelineOptions) {
    this.settings = checkSettings(options);
  }

  /** A pipeline of parts that were learned elsewhere; it owns the detector from now on. */
  static fromParts(options: PipelineOptions, parts: PipelineParts): AnomalyPipeline {
    const pipeline = new AnomalyPipeline(options);
    pipeline.learned = parts;
    return pipeline;
  }

  /**
   * Reads what {@link save} wrote. In any process on the same machine it gives the same scores to the last bit.
   *
   * @throws {PipelineError} If the folder is no pipeline, of another version, truncated or changed.
   */
  static async load(folder: string): Promise<AnomalyPipeline> {
    await loadBackend();
    const { settings, parts } = readPipeline(folder);
    return AnomalyPipeline.fromParts(settings, parts);
  }

  /**
   * Learns everything from a series of normal data; time steps labelled anomalous are left out.
   *
   * @throws {PipelineError} If the series is too short for its windows, or a rule needs labels that are not there.
   */
  async fit(series: Series, options: PipelineFitOptions = {}): Promise<this> {
    await loadBackend();
    const { parts, history } = await fitParts(series, this.settings, options);
    this.dispose();
    this.learned = parts;
    this.history = history;
    return this;
  }

  /**
   * Scores every time step of a series and calls it normal or anomalous. Features are told by name, in whatever order, where
   * both series have names.
   *
   * @throws {PipelineError} Before fit, or if the series lacks features of the training series.
   */
  predict(series: Series): Prediction {
    const { detector, preprocess, threshold, names } = this.parts;
    const scores = seriesScores(detector, preprocess.transform(alignFeatures(series, names)), this.settings);
    const predictions = predictWith(threshold, scores);
    this.lastSeries = series;
    return { scores, predictions, segments: labelsToSegments(predictions) };
  }

  /**
   * Which features made a segment anomalous, and when.
   *
   * @param segment  In time steps of `series`.
   * @param series   Default: the one last predicted.
   * @throws {PipelineError} If there is none, or the segment lies outside it.
   */
  explain(segment: Segment, series: Series | undefined = this.lastSeries): Explanation {
    if (!series) throw new PipelineError('explain: expected a series, or a call of predict before; found neither.');
    return explainSegment(this.parts, alignFeatures(series, this.parts.names), segment);
  }

  /** An incremental scorer; each has a window of its own. @throws {PipelineError} Before fit. */
  stream(): PipelineStream {
    return openStream(this.parts, this.settings);
  }

  /**
   * Writes the pipeline to a folder, whole or not at all.
   *
   * @throws {PipelineError} Before fit, or if the folder holds anything but a pipeline.
   */
  save(folder: string): void {
    writePipeline(folder, { settings: this.settings, parts: this.parts });
  }

  /** What was learned. @throws {PipelineError} Before fit. */
  get parts(): PipelineParts {
    if (!this.learned) throw new PipelineError('this pipeline has learned nothing yet: call fit or load first.');
    return this.learned;
  }

  /** Time steps in a window. */
  get windowSize(): number {
    return this.settings.windowSize;
  }

  /** Values per time step. @throws {PipelineError} Before fit. */
  get features(): number {
    return this.parts.names.length;
  }

  /**
   * How many time steps decide a stream's next score: after as many, two streams agree to the last bit or nearly so, however
   * they began. (A value that stays missing for longer is filled from before.)
   */
  get memory(): number {
    const { windowSize, smoothingSpan } = this.settings;
    return smoothingSpan > 1 ? windowSize + Math.ceil(SPANS_REMEMBERED * smoothingSpan) : windowSize;
  }

  /** The model. @throws {PipelineError} Before fit. */
  get detector(): Detector {
    return this.parts.detector;
  }

  /** Frees the model's tensors; the pipeline has then learned nothing. */
  dispose(): void {
    this.learned?.detector.dispose();
    this.learned = undefined;
    this.lastSeries = undefined;
  }
}
