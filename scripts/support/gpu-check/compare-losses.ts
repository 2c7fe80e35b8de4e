/** Whether a device trains as the CPU does: the losses of the same steps, from the same weights, batches and noise. */

/** How many steps are trained: enough for a wrong gradient or a wrong update to reach the loss. */
export const LOSS_STEPS = 10;

/**
 * Which differences rounding explains, as shares of the phase's largest loss, and over how many steps.
 *
 * A GPU sums in another order than a CPU, and so do the native kernels and TensorFlow's own operations on one CPU. These two
 * differ over ten steps by at most 2.1e-6 where one loss is descended: the tolerance is fifty times that. In a game of two
 * players each step enlarges the difference. Over three steps it is at most 3.5e-4, in f-AnoGAN, whose critic moves five times a
 * step; over ten it is 1.4e-2, so that only three count there. A wrong formula, a lost update or other noise changes a loss by
 * a percent and more.
 */
export const TOLERANCES = {
  oneLoss: { steps: LOSS_STEPS, share: 1e-4 },
  game: { steps: 3, share: 1e-2 },
} as const;

/** Of each step, each phase's loss, [steps][phases]; null where it was not finite. */
export type Losses = readonly (readonly (number | null)[])[];

export interface LossComparison {
  /** The largest difference of two losses, as a share of the largest loss that the phase has on the CPU. */
  readonly difference: number;
  /** What is wrong, in one sentence. */
  readonly fault?: string;
}

/** Compares the losses of a device with those of the CPU; with several phases they are those of a game. */
export function compareLosses(device: Losses, cpu: Losses): LossComparison {
  const [here, there] = [device, cpu].map((losses) => `${losses.length} steps of ${losses[0]?.length ?? 0} losses`);
  if (here !== there || cpu.length === 0) {
    return { difference: Infinity, fault: `expected the losses of the CPU's ${there}, found ${here}.` };
  }
  for (const [where, losses] of [
    ['device', device],
    ['CPU', cpu],
  ] as const) {
    const step = losses.findIndex((row) => !row.every((loss) => loss !== null && Number.isFinite(loss)));
    if (step >= 0)
      return { difference: Infinity, fault: `the loss of step ${step + 1} is not a finite number on the ${where}.` };
  }
  const { steps, share } = cpu[0].length > 1 ? TOLERANCES.game : TOLERANCES.oneLoss;
  let largest = { difference: 0, step: 0, phase: 0 };
  for (let phase = 0; phase < cpu[0].length; phase++) {
    const [ours, theirs] = [device, cpu].map((losses) => losses.slice(0, steps).map((row) => Number(row[phase])));
    const scale = Math.max(...theirs.map(Math.abs));
    ours.forEach((loss, step) => {
      const apart = Math.abs(loss - theirs[step]);
      const difference = apart === 0 ? 0 : apart / scale;
      if (difference > largest.difference) largest = { difference, step, phase };
    });
  }
  const { difference, step, phase } = largest;
  if (difference <= share) return { difference };
  const values = `${device[step][phase]} on the device and ${cpu[step][phase]} on the CPU`;
  const apart = `differ by ${difference.toExponential(1)}, more than ${share}`;
  return { difference, fault: `the losses of step ${step + 1} ${apart}: ${values}.` };
}
