/** What the ways of running units have in common: in this process, in worker processes, on many machines. */
import type { PlannedUnit, UnitRecord } from './store/job-record';
import type { EpochProgress } from '../experiments/unit';

export interface QueueEventHandlers {
  readonly onEpoch?: (planned: PlannedUnit, progress: EpochProgress) => void;
  /** A unit is finished. If this throws, as a full disk does, nothing further is begun and the run ends with its error. */
  readonly onRecord: (record: UnitRecord) => void;
  /** A unit has failed for good; the others go on. */
  readonly onFailure: (planned: PlannedUnit, message: string) => void;
  /** Whether a unit need not be begun, since its result has come from elsewhere in the meantime. */
  readonly isDone?: (planned: PlannedUnit) => boolean;
  readonly onNote?: (note: string) => void;
  /** Once aborted, units that have begun are dropped and no further one is begun. */
  readonly signal?: AbortSignal;
}

/**
 * Runs units, in any order, and says of each what became of it.
 *
 * @throws What `onRecord` throws.
 */
export type UnitRunner = (units: readonly PlannedUnit[], handlers: QueueEventHandlers) => Promise<void>;
