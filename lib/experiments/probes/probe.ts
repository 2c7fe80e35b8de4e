/** A probe: a look at what lies behind a job's measures, as plain data, since it comes from a worker process. */
import type { CutWindows, SeriesPair } from '../../detectors/index';
import type { Detector } from '../../models/index';
import type { Protocol } from '../protocol';

export interface ProbeInput {
  readonly pair: SeriesPair;
  readonly protocol: Protocol;
  readonly seed: number;
  /** Trained; of windows alone. */
  readonly detector?: Detector;
  /** The windows that it was trained and has scored on. */
  readonly windows?: CutWindows;
}

/** @throws If it does not suit the detector; the message says which detectors it suits. */
export type Probe = (input: ProbeInput) => object;
