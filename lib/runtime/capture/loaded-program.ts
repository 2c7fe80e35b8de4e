/** A program in its session, and the traffic of variables between the session and the tf.Variables. */
import * as tf from '@tensorflow/tfjs';
import { copyHandle, type TensorflowBackend } from './binding';
import type { GraphStep } from './graph-of-recording';
import type { Program } from './program';
import { GraphSession } from './session';

export interface StateTensors {
  /** In the order of the step's state. */
  readonly variables: readonly tf.Variable[];
  /** Tensors that the step closes over, after the variables; they never change. */
  readonly held: readonly tf.Tensor[];
}

export class LoadedProgram {
  private readonly session: GraphSession;
  /** The data that each variable held when it and the session last agreed. */
  private readonly agreed: unknown[] = [];
  /** Whether the session's values are newer than those of the tf.Variables. */
  private ahead = false;

  private readonly step: GraphStep;

  /** @throws If TensorFlow does not accept the graph. */
  constructor(
    private readonly backend: TensorflowBackend,
    private readonly program: Program,
    private readonly tensors: StateTensors,
  ) {
    this.step = program.step;
    this.session = GraphSession.acquire(backend, program.bytes);
    this.write(tensors.held, tensors.variables.length);
  }

  /** Whether a trial, of this step or an equal one, has shown that this graph computes what the eager step does. */
  get trusted(): boolean {
    return this.session.trusted;
  }

  /** Whether a tensor that it closes over is disposed: the step must then use another, which this graph does not know. */
  get outdated(): boolean {
    return this.tensors.held.some((tensor) => tensor.isDisposed);
  }

  /** Records that a trial has succeeded. */
  trust(): void {
    this.session.trusted = true;
  }

  /**
   * Runs one step.
   *
   * @returns The step's outputs; the caller disposes them.
   */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return this.call({}, inputs);
  }

  /**
   * Runs a step for each place along the inputs' first axis, at most `stepsPerCall`.
   *
   * @returns The step's outputs, stacked; the caller disposes them.
   */
  runMany(stacked: readonly tf.Tensor[]): tf.Tensor[] {
    const { stepsPerCall } = this.program;
    return tf.tidy(() => {
      const count = stacked[0].shape[0];
      const full = count === stepsPerCall ? stacked : stacked.map((tensor) => padTo(tensor, stepsPerCall));
      const outputs = this.call({ n: tf.scalar(count, 'int32') }, full);
      return count === stepsPerCall ? outputs : outputs.map((output) => output.slice(0, count));
    });
  }

  /**
   * Brings the tf.Variables up to date. Those that were assigned from outside since the last step stay as they are: the
   * assignment is the newer value.
   */
  read(): void {
    if (!this.ahead) return;
    this.ahead = false;
    const { variables } = this.tensors;
    const { assigns } = this.step;
    const values = this.session.run(
      {},
      assigns.map((i) => `v${i}/r`),
    );
    assigns.forEach((i, k) => {
      if (variables[i].dataId !== this.agreed[i] || variables[i].isDisposed) return;
      variables[i].assign(values[k]);
      this.agreed[i] = variables[i].dataId;
    });
    tf.dispose(values);
  }

  dispose(): void {
    this.session.release();
  }

  private call(counter: Record<string, tf.Tensor>, inputs: readonly tf.Tensor[]): tf.Tensor[] {
    this.writeChanges();
    this.goAhead();
    const feeds = { ...counter, ...Object.fromEntries(inputs.map((input, i) => [`x${i}`, input])) };
    const names = Array.from({ length: this.step.outputCount }, (_, i) => `y${i}`);
    if (names.length > 0) return this.session.run(feeds, names);
    tf.dispose(this.session.run(feeds, ['done']));
    return [];
  }

  /**
   * Marks the session's values as the newer ones. The tf.Variables get new handles, so that a copy that was taken before,
   * such as a checkpoint, can be distinguished from them when it is assigned.
   */
  private goAhead(): void {
    if (this.ahead || this.step.assigns.length === 0) return;
    this.ahead = true;
    for (const i of this.step.assigns) {
      const variable = this.tensors.variables[i];
      const handle = copyHandle(this.backend, variable);
      variable.assign(handle);
      handle.dispose();
      this.agreed[i] = variable.dataId;
    }
  }

  /**
   * Hands over the variables that were assigned from outside. It hands over all variables where the session is not ahead,
   * because TensorFlow takes some 50 ms to prepare each set of nodes that it is asked to run for the first time.
   */
  private writeChanges(): void {
    const { variables } = this.tensors;
    const changed = variables.map((_, i) => i).filter((i) => variables[i].dataId !== this.agreed[i]);
    if (changed.length === 0) return;
    if (this.ahead) for (const i of changed) this.write([variables[i]], i);
    else this.write(variables, 0);
    for (const i of changed) this.agreed[i] = variables[i].dataId;
  }

  private write(values: readonly tf.Tensor[], first: number): void {
    if (values.length === 0) return;
    const feeds = Object.fromEntries(values.map((value, i) => [`v${first + i}/x`, value]));
    tf.dispose(
      this.session.run(
        feeds,
        values.map((_, i) => `v${first + i}/w`),
      ),
    );
  }
}

function padTo(tensor: tf.Tensor, length: number): tf.Tensor {
  const [count, ...shape] = tensor.shape as [number, ...number[]];
  return tf.concat([tensor, tf.zeros([length - count, ...shape], tensor.dtype)]);
}
