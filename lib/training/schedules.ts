/** Decides when the learning rate falls and when training ends: plain counting, no tensors. */

export interface PlateauOptions {
  /** The rate is multiplied by this. Report 3: 0.75. */
  readonly factor: number;
  /** Epochs without improvement before the rate falls. Report 3: 5. */
  readonly patience: number;
  /** An improvement is a loss below best * (1 - threshold). Default 1e-4. */
  readonly threshold?: number;
}

/** Lowers the learning rate when the loss stops falling, as PyTorch's ReduceLROnPlateau does (mode min, rel). */
export class ReduceLrOnPlateau {
  private best = Infinity;
  private badEpochs = 0;

  constructor(
    public learningRate: number,
    private readonly options: PlateauOptions,
  ) {}

  /** @returns The learning rate to use from now on. */
  next(loss: number): number {
    const { factor, patience, threshold = 1e-4 } = this.options;
    if (loss < this.best * (1 - threshold)) {
      this.best = loss;
      this.badEpochs = 0;
    } else {
      this.badEpochs++;
    }
    if (this.badEpochs > patience) {
      this.learningRate *= factor;
      this.badEpochs = 0;
    }
    return this.learningRate;
  }
}

/** Ends training when the loss has not improved for `patience` epochs. */
export class EarlyStopping {
  best = Infinity;
  bestEpoch = -1;
  private epoch = -1;

  /**
   * @param patience  Epochs without improvement after which training ends. Report 3: 10.
   * @param minDelta  How much lower than the best a loss must be to count as better.
   */
  constructor(
    private readonly patience: number,
    private readonly minDelta = 1e-6,
  ) {}

  /** @returns Whether this loss is the best so far, and whether training should end. */
  next(loss: number): { improved: boolean; stop: boolean } {
    this.epoch++;
    const improved = loss < this.best - this.minDelta;
    if (improved) {
      this.best = loss;
      this.bestEpoch = this.epoch;
    }
    return { improved, stop: this.epoch - this.bestEpoch >= this.patience };
  }
}
