/** A probe: a look at what lies behind a job's measures, as plain data, since it comes from a worker process. */
import type { CutWindows } from '../../detectors/index';
import type { Detector } from '../../models/index';
import type { ScaledPair } from '../prepare';
import type { Protocol } from '../protocol';

export interface ProbeInput {
  readonly pair: ScaledPair;
  readonly protocol: Protocol;
  readonly seed: number;
  /** Trained; of windows alone. */
  readonly detector?: Detector;
  /** The windows that it was trained and has scored on. */
  readonly windows?: CutWindows;
}

/**
 * What takes time to measure stands under the name `seconds`, which is not compared where results are.
 *
 * @throws If it does not suit the detector; the message says which detectors it suits.
 */
export type Probe = (input: ProbeInput) => object;

/**
 * Takes the trained detector and its windows from what a probe is given.
 *
 * @param probe  Its name, for the message.
 * @throws       If the job's detector scores series as a whole.
 */
export function windowDetector(
  probe: string,
  { detector, windows }: ProbeInput,
): { readonly detector: Detector; readonly windows: CutWindows } {
  if (detector && windows) return { detector, windows };
  throw new Error(`Probe ${probe}: expected a detector of windows, found one that scores series as a whole.`);
}
