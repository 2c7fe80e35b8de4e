/** `capture` and the captured step: one program for each combination of input shapes, or the eager step. */
import * as tf from '@tensorflow/tfjs';
import { tensorflowBackend, type TensorflowBackend } from './binding';
import { CaptureError } from './capture-error';
import { compileStep } from './compile';
import type { LoadedProgram } from './loaded-program';

export interface CaptureOptions {
  /** Names the step in messages. */
  readonly name: string;
  /** How many steps {@link CapturedStep.runMany} puts in one call. Default 1. */
  readonly stepsPerCall?: number;
  /** If false, the step runs eagerly, and `warn` is not called. Default true. */
  readonly enabled?: boolean;
  /** Receives the reason if the step runs eagerly. Default: writes a line to standard error, each line once. */
  readonly warn?: (message: string) => void;
}

/** A step: takes tensors, reads and assigns variables, returns tensors, and does the same operations at every call. */
export type StepFunction = (...inputs: tf.Tensor[]) => tf.Tensor[];

/**
 * Makes a captured step of an ordinary one.
 *
 * Nothing happens until it first runs with inputs of some shapes. Then the step runs eagerly twice to be recorded, and its
 * graph runs twice from the same state. The graph takes over only if the recordings are equal and the results agree (outputs
 * and variables, to 1e-5). Otherwise, and where the backend is not TensorFlow, the step runs eagerly, and `reason` says why.
 * The trial puts the variables back and leaves no trace.
 *
 * Each combination of shapes has its own graph. A graph holds its variables, so that two captures in use never share one; a
 * later capture of an equal step takes over a graph that is no longer used.
 *
 * The step's random numbers must come from {@link Noise}, and what it changes must be in tf.Variables. A number that JavaScript
 * holds keeps the value it had when the step was recorded, such as the `learningRate` of tf.train's Adam; in the Adam of this
 * library it is a variable.
 */
export function capture(step: StepFunction, options: CaptureOptions): CapturedStep {
  return new CapturedStep(step, options);
}

export class CapturedStep {
  /** Why the step runs eagerly; undefined while it is captured, or has not run. */
  reason: string | undefined;
  private readonly programs = new Map<string, LoadedProgram>();
  /** The program that ran last: it may be ahead of the tf.Variables. */
  private current: LoadedProgram | undefined;
  private readonly backend: TensorflowBackend | undefined;

  constructor(
    private readonly step: StepFunction,
    private readonly options: CaptureOptions,
  ) {
    this.backend = tensorflowBackend();
    if (options.enabled === false) this.reason = 'capture is switched off';
    else if (!this.backend) this.runEagerly('the backend is not TensorFlow');
  }

  /** Whether the step runs as a graph. */
  get captured(): boolean {
    return this.reason === undefined;
  }

  /**
   * Runs one step.
   *
   * @returns The step's outputs; the caller disposes them.
   */
  run(...inputs: tf.Tensor[]): tf.Tensor[] {
    const program = this.prepare(inputs, 1);
    return program ? program.run(inputs) : tf.tidy(() => this.step(...inputs));
  }

  /**
   * Runs one step for each place along the first axis of the stacked inputs, `stepsPerCall` of them in one call of TensorFlow.
   *
   * @returns The step's outputs, stacked in the same way; the caller disposes them.
   * @throws If the first axis is empty.
   */
  runMany(...stacked: tf.Tensor[]): tf.Tensor[] {
    const count = stacked[0].shape[0];
    const { name, stepsPerCall = 1 } = this.options;
    if (count === 0) throw new Error(`${name}: runMany got no steps; expected a first axis of at least 1.`);
    return tf.tidy(() => {
      const parts: tf.Tensor[][] = [];
      for (let start = 0; start < count;) {
        const size = Math.min(Math.max(1, stepsPerCall), count - start);
        const part = stacked.map((tensor) => (size === count ? tensor : tensor.slice(start, size)));
        parts.push(this.runPart(part));
        start += size;
      }
      return parts.length === 1 ? parts[0] : parts[0].map((_, i) => tf.concat(parts.map((part) => part[i])));
    });
  }

  /**
   * Brings the tf.Variables up to date with the session; call it before reading them. Assigning to a variable needs no call:
   * the next step takes the new value.
   */
  readVariables(): void {
    this.current?.read();
  }

  /** Brings the variables up to date, and gives back everything that the graphs hold. */
  dispose(): void {
    this.readVariables();
    for (const program of this.programs.values()) program.dispose();
    this.programs.clear();
    this.current = undefined;
  }

  private runPart(stacked: tf.Tensor[]): tf.Tensor[] {
    const { stepsPerCall = 1 } = this.options;
    const first = stacked.map((tensor) => tensor.slice(0, 1).reshape(tensor.shape.slice(1)));
    const program = stepsPerCall > 1 ? this.prepare(first, stepsPerCall) : undefined;
    if (program) return program.runMany(stacked);
    const unstacked = stacked.map((tensor) => tf.unstack(tensor));
    const outputs = unstacked[0].map((_, i) => this.run(...unstacked.map((tensors) => tensors[i])));
    return outputs[0].map((_, i) => tf.stack(outputs.map((output) => output[i])));
  }

  /** Returns the program for these shapes, with the variables as the last step left them. */
  private prepare(inputs: tf.Tensor[], stepsPerCall: number): LoadedProgram | undefined {
    if (!this.captured) return undefined;
    const key = `${stepsPerCall}: ${inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join(' ')}`;
    const found = this.programs.get(key);
    const known = found?.outdated ? undefined : found;
    if (known && known === this.current) return known;
    this.readVariables();
    if (found && !known) {
      this.programs.delete(key);
      found.dispose();
    }
    const program = known ?? this.tryCompile(inputs, stepsPerCall);
    if (program) this.programs.set(key, program);
    this.current = program;
    return program;
  }

  private tryCompile(inputs: tf.Tensor[], stepsPerCall: number): LoadedProgram | undefined {
    try {
      return compileStep(this.backend!, { step: this.step, inputs }, stepsPerCall);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      this.runEagerly(error.message);
      return undefined;
    }
  }

  private runEagerly(reason: string): void {
    this.reason = reason;
    const { name, warn = warnOnce } = this.options;
    warn(`${name}: this step is not captured and runs eagerly, because ${reason}.`);
  }
}

const warned = new Set<string>();

function warnOnce(message: string): void {
  if (!warned.has(message)) process.stderr.write(`${message}\n`);
  warned.add(message);
}
