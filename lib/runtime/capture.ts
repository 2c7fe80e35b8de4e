/**
 * Graph capture: an ordinary tfjs step, run as one TensorFlow graph with its variables inside a session.
 *
 * Called one by one, a training step's operations cost 25 microseconds each before any arithmetic. Capture records them
 * once, writes them as a graph, loads that through the same binding and from then on runs the graph.
 */
import * as tf from '@tensorflow/tfjs';
import { tensorflowBackend, type TensorflowBackend } from './binding';
import type { CompiledStep } from './compiled-step';
import { compileStep } from './compile';
import { CaptureError } from './step-function';

export interface CaptureOptions {
  /** Names the step in messages. */
  readonly name: string;
  /** How many steps {@link CapturedStep.runMany} puts in one call. Default 1. */
  readonly stepsPerCall?: number;
  /** Compiles to machine code with XLA, where it can: a faster step for seconds of compiling. Default false. */
  readonly xla?: boolean;
  /** False runs the step eagerly, without a word. Default true. */
  readonly enabled?: boolean;
  /** Told why the step runs eagerly, if it does. Default: a line on standard error, the same one only once. */
  readonly warn?: (message: string) => void;
}

/** Takes tensors, reads and assigns variables, returns tensors: the same operations at every call. */
export type StepFunction = (...inputs: tf.Tensor[]) => tf.Tensor[];

/**
 * Makes a captured step of an ordinary one.
 *
 * Nothing happens until it is first run with inputs of some shapes. Then the step runs eagerly twice to be recorded, the
 * graph runs twice from the same state, and only if the recordings are equal and the results agree (outputs and variables,
 * to 1e-5) the graph takes over; the variables are put back, so that the trial leaves no trace. One graph is kept for each
 * combination of shapes, and handed on to later captures of an equal one; two that are in use at once have a graph each, since
 * it holds their variables. Otherwise, and where the backend is not TensorFlow, the step runs eagerly, and `reason` says why.
 *
 * The step's random numbers must come from {@link Noise}, and what it changes must be in tf.Variables. A number that
 * JavaScript holds stays what it was when the step was recorded, such as the `learningRate` of tf.train's Adam; ours is a
 * variable.
 */
export function capture(step: StepFunction, options: CaptureOptions): CapturedStep {
  return new CapturedStep(step, options);
}

export class CapturedStep {
  /** Why the step runs eagerly; undefined while it is captured, or has not run. */
  reason: string | undefined;
  private readonly compiled = new Map<string, CompiledStep>();
  /** The one that ran last: it may be ahead of the tf.Variables. */
  private current: CompiledStep | undefined;
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

  /** Whether the graph that ran last was compiled with XLA. */
  get xla(): boolean {
    return this.current?.xla ?? false;
  }

  /**
   * One step.
   *
   * @returns The step's outputs; the caller disposes them.
   */
  run(...inputs: tf.Tensor[]): tf.Tensor[] {
    const compiled = this.prepare(inputs, 1);
    return compiled ? compiled.run(inputs) : tf.tidy(() => this.step(...inputs));
  }

  /**
   * A step for each of the inputs stacked along a first axis, `stepsPerCall` of them in one call of TensorFlow.
   *
   * @returns The step's outputs, stacked likewise; the caller disposes them.
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
   * Brings the tf.Variables up to date with the session; call it before reading them. Assigning to one needs no call:
   * the next step takes the new value.
   */
  readVariables(): void {
    this.current?.read();
  }

  /** Brings the variables up to date, and gives back all that the graphs hold. */
  dispose(): void {
    this.readVariables();
    for (const compiled of this.compiled.values()) compiled.dispose();
    this.compiled.clear();
    this.current = undefined;
  }

  private runPart(stacked: tf.Tensor[]): tf.Tensor[] {
    const { stepsPerCall = 1 } = this.options;
    const first = stacked.map((tensor) => tensor.slice(0, 1).reshape(tensor.shape.slice(1)));
    const compiled = stepsPerCall > 1 ? this.prepare(first, stepsPerCall) : undefined;
    if (compiled) return compiled.runMany(stacked);
    const unstacked = stacked.map((tensor) => tf.unstack(tensor));
    const outputs = unstacked[0].map((_, i) => this.run(...unstacked.map((tensors) => tensors[i])));
    return outputs[0].map((_, i) => tf.stack(outputs.map((output) => output[i])));
  }

  /** The graph for these shapes, with the variables where the last step left them. */
  private prepare(inputs: tf.Tensor[], stepsPerCall: number): CompiledStep | undefined {
    if (!this.captured) return undefined;
    const key = `${stepsPerCall}: ${inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join(' ')}`;
    const found = this.compiled.get(key);
    const known = found?.outdated ? undefined : found;
    if (known && known === this.current) return known;
    this.readVariables();
    if (found && !known) {
      this.compiled.delete(key);
      found.dispose();
    }
    const compiled = known ?? this.tryCompile(inputs, stepsPerCall);
    if (compiled) this.compiled.set(key, compiled);
    this.current = compiled;
    return compiled;
  }

  private tryCompile(inputs: tf.Tensor[], stepsPerCall: number): CompiledStep | undefined {
    // What XLA cannot compile, or computes too differently, may still run as TensorFlow's own graph.
    const ways = this.options.xla ? [true, false] : [false];
    let refusal: CaptureError | undefined;
    for (const xla of ways) {
      try {
        return compileStep(this.backend!, { step: this.step, inputs }, { stepsPerCall, xla });
      } catch (error) {
        if (!(error instanceof CaptureError)) throw error;
        refusal = error;
      }
    }
    this.runEagerly(refusal!.message);
    return undefined;
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
