/** What the catalogue holds of a series detector. */
import type { DetectorKind } from '../models/index';
import type { CausalForm } from './causal/causal-form';
import type { SeriesDetector } from './series-detector';

export interface Facts {
  readonly detector: SeriesDetector;
  readonly kind: DetectorKind;
  /** What a job's config may set, with the values that it has by default. */
  readonly defaults: object;
  /** Whether it is trained in steps, so that `training` means something to it. */
  readonly trained: boolean;
  /** Whether its scores depend on the seed. */
  readonly seeded: boolean;
  /** Whether no score depends on a later step, with this config, defaults filled in. Default: one does. */
  readonly isStreaming?: (config: Readonly<Record<string, unknown>>) => boolean;
  /** How it scores a stream, if it can. */
  readonly causal?: CausalForm;
  /** What identifies it, if it lies outside lib/, so that no hash of these sources holds it. */
  readonly outside?: Outside;
}

/** How a detector that lies outside lib/ is told from others: by its content, not by its place. */
interface Outside {
  /** Names it in messages. */
  nameOf(config: Settings): string;
  /** The part of the config that decides the scores, with the content. */
  identityOf(config: Settings): object;
  /**
   * Names its content as it is on this machine, by hashes.
   *
   * @throws If it cannot be read.
   */
  contentOf(config: Settings): string;
}

type Settings = Readonly<Record<string, unknown>>;
