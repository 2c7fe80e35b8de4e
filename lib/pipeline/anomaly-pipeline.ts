/** The pipeline from a raw series to anomalous segments: cleaning, scaling, windows, model, smoothing, threshold. */
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
import { checkPipelineSettings, type PipelineOptions, type PipelineSettings } from './pipeline-settings';
import type { PipelineStream } from './pipeline-stream';
import { openStream } from './stream';
import { requireWindowDetector, StreamDetector } from './stream-detector';

/**
 * The moving average weights older scores less and less. After this many spans the weight vanishes in double precision:
 * (1 - 2 / (span + 1)) ** (20 span) < 1e-17.
 */
const SPANS_REMEMBERED = 20;

export interface Prediction {
  /** Smoothed score of the window that ends at each step, [length]; the first windowSize - 1 have the first window's. */
  readonly scores: Float64Array;
  /** 1 where anomalous, [length]. */
  readonly predictions: Uint8Array;
  /** The runs of anomalous time steps. One may end up to windowSize - 1 steps late, since a window looks back. */
  readonly segments: Segment[];
}

/**
 * Learns from normal data, then finds anomalous segments and explains them.
 *
 * ```ts
 * const pipeline = await new AnomalyPipeline({ model: 'lstm-vae', windowSize: 10 }).fit(series);
 * const { scores, predictions, segments } = pipeline.predict(other);
 * ```
 */
export class AnomalyPipeline {
  readonly settings: PipelineSettings;
  /** The training history of the last {@link fit}; undefined in a loaded pipeline. */
  history: History | undefined;
  private learned: PipelineParts | undefined;
  private lastSeries: Series | undefined;

  /** @throws {PipelineError} If an option is unknown or out of range; the message names the first. */
  constructor(options: PipelineOptions) {
    this.settings = checkPipelineSettings(options);
  }

  /** Makes a pipeline of parts that were learned elsewhere, and takes ownership of the detector. */
  static fromParts(options: PipelineOptions, parts: PipelineParts): AnomalyPipeline {
    const pipeline = new AnomalyPipeline(options);
    pipeline.learned = parts;
    return pipeline;
  }

  /**
   * Reads what {@link save} wrote. On the same machine, the scores are the same to the last bit in any process.
   *
   * @throws {PipelineError} If the folder is not a pipeline, of an unknown version, truncated or changed.
   */
  static async load(folder: string): Promise<AnomalyPipeline> {
    await loadBackend();
    const { settings, parts } = await readPipeline(folder);
    return AnomalyPipeline.fromParts(settings, parts);
  }

  /**
   * Learns everything from a series of normal data. Time steps labelled anomalous are left out.
   *
   * @throws {PipelineError} If the series is too short for its windows.
   * @throws {ScoringError} If the threshold's rule needs labelled anomalies and there are none.
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
   * Scores every time step of a series and predicts whether it is anomalous. Features are matched by name, in any
   * order, if both series have names.
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
   * Says which features made a segment anomalous, and when.
   *
   * @param segment  In time steps of `series`.
   * @param series   Default: the series of the last {@link predict}.
   * @throws {PipelineError} If there is no such series, the segment lies outside it, or the model scores step by step.
   */
  explain(segment: Segment, series: Series | undefined = this.lastSeries): Explanation {
    if (!series) throw new PipelineError('explain: expected a series, or an earlier call of predict; found neither.');
    return explainSegment(this.parts, alignFeatures(series, this.parts.names), segment);
  }

  /** Makes an incremental scorer with its own window. @throws {PipelineError} Before fit. */
  stream(): PipelineStream {
    return openStream(this.parts, this.settings);
  }

  /**
   * Writes the pipeline to a folder, whole or not at all.
   *
   * @throws {PipelineError} Before fit, if its parts contradict each other, or if the folder holds something other
   *                        than a pipeline or cannot be written.
   */
  save(folder: string): void {
    writePipeline(folder, { settings: this.settings, parts: this.parts });
  }

  /** What was learned. @throws {PipelineError} Before fit. */
  get parts(): PipelineParts {
    if (!this.learned) throw new PipelineError('this pipeline is not fitted: call fit or load first.');
    return this.learned;
  }

  /** Time steps in a window, or those that a score looks at. */
  get windowSize(): number {
    return this.settings.windowSize;
  }

  /** Values per time step. @throws {PipelineError} Before fit. */
  get features(): number {
    return this.parts.names.length;
  }

  /**
   * Number of time steps that decide a stream's next score: after as many, two streams agree almost to the last bit,
   * however they began. (A value that is missing for longer is filled from an earlier step.) A detector that scores step
   * by step may remember all steps: its streams are continued from their own state.
   */
  get memory(): number {
    const { windowSize, smoothingSpan } = this.settings;
    if (this.parts.detector instanceof StreamDetector) return windowSize;
    return smoothingSpan > 1 ? windowSize + Math.ceil(SPANS_REMEMBERED * smoothingSpan) : windowSize;
  }

  /** The model, of windows. @throws {PipelineError} Before fit, or if the model scores step by step. */
  get detector(): Detector {
    return requireWindowDetector('detector', this.parts.detector);
  }

  /** Frees the model's tensors. The pipeline is then not fitted. */
  dispose(): void {
    this.learned?.detector.dispose();
    this.learned = undefined;
    this.lastSeries = undefined;
  }
}
