/** Compiles a step: records it twice, loads its program and tries that against the eager step. */
import * as tf from '@tensorflow/tfjs';
import { messageOf } from '../../base/index';
import { copyHandle, type TensorflowBackend } from './binding';
import { CaptureError } from './capture-error';
import { graphOfRecording, type SignatureEntry } from './graph-of-recording';
import { LoadedProgram } from './loaded-program';
import { encodeProgram, type Program } from './program';
import { record } from './recorder';

/** How far a graph's results may be from the eager ones: norm of the difference over norm of the value. */
const TOLERANCE = 1e-5;
/** How often two recordings are made: an optimizer may make its variables in the first, or a tensor first be used there. */
const ATTEMPTS = 2;

export interface Example {
  readonly step: (...inputs: tf.Tensor[]) => tf.Tensor[];
  readonly inputs: readonly tf.Tensor[];
}

/**
 * Compiles the step for inputs of the example's shapes. When this returns or throws, the variables are as before; those that
 * the step made have their first values.
 *
 * @throws {CaptureError} If the step cannot be captured, or the graph's results differ from the eager ones.
 */
export function compileStep(backend: TensorflowBackend, example: Example, stepsPerCall: number): LoadedProgram {
  let loaded: LoadedProgram | undefined;
  tf.tidy(() => {
    const states = new VariableStates();
    try {
      const [first, second] = recordTwice(backend, example, states, stepsPerCall);
      const { program, variables, held } = first;
      loaded = orRefuse(() => new LoadedProgram(backend, program, { variables, held }));
      if (loaded.trusted) return;
      const expected = [first.outputs, second.outputs];
      const expectedVariables = variables.map((variable) => variable.clone());
      states.restore();
      const actual = orRefuse(() => trialRun(loaded!, example.inputs, { stepsPerCall, steps: expected.length }));
      loaded.read();
      actual.forEach((outputs, i) => requireEqual(outputs, expected[i], `output of step ${i + 1}`));
      requireEqual(variables, expectedVariables, `variable after ${expected.length} steps`);
      loaded.trust();
    } catch (error) {
      loaded?.dispose();
      throw error;
    } finally {
      states.restore();
      states.dispose();
    }
  });
  return loaded!;
}

/** A step's program, with what one eager run of the step used and returned. */
interface Candidate {
  readonly program: Program;
  readonly variables: tf.Variable[];
  readonly held: tf.Tensor[];
  readonly outputs: tf.Tensor[];
}

/**
 * Records two steps, one after the other, and requires that they do the same to the last number. What JavaScript changes from
 * step to step, such as its own noise or a count of steps, would stand still in a graph.
 */
function recordTwice(
  backend: TensorflowBackend,
  example: Example,
  states: VariableStates,
  stepsPerCall: number,
): [Candidate, Candidate] {
  let inPlay: readonly tf.Variable[] = [];
  for (let attempt = 1; ; attempt++) {
    states.restore();
    giveOwnHandles(backend, inPlay);
    const first = states.watch(() => recordOnce(backend, example, stepsPerCall));
    giveOwnHandles(backend, states.changed);
    const second = states.watch(() => recordOnce(backend, example, stepsPerCall));
    if (first.program.bytes.equals(second.program.bytes)) return [first, second];
    if (attempt === ATTEMPTS)
      throw new CaptureError('it does something different at each step, which a graph cannot do');
    inPlay = second.variables;
  }
}

/** Gives variables new handles, so that a recording distinguishes them from what was assigned to them. */
function giveOwnHandles(backend: TensorflowBackend, variables: readonly tf.Variable[]): void {
  for (const variable of variables) variable.assign(copyHandle(backend, variable));
}

function recordOnce(backend: TensorflowBackend, example: Example, stepsPerCall: number): Candidate {
  const candidates = separateVariables(backend);
  const inputs = example.inputs.map((input) => copyHandle(backend, input));
  const [inputIds, oldIds] = [inputs, candidates].map((tensors) => backend.getInputTensorIds(tensors));
  const recording = record(backend, () => tf.tidy(() => example.step(...inputs))); // frees what is between
  if (recording.refusal) throw new CaptureError(recording.refusal);
  const { outputs } = recording;
  const newIds = backend.getInputTensorIds(candidates);
  const assigned = candidates.map((_, i) => newIds[i] !== oldIds[i]);
  const inPlay = candidates.map((_, i) => i).filter((i) => assigned[i] || recording.used.has(oldIds[i]));
  const known = new Set([...inputIds, ...oldIds]);
  const heldIds = [...recording.used.keys()].filter((id) => !known.has(id));

  const entry = (name: string, id: number, tensor: tf.Tensor): SignatureEntry => {
    return { name, id, dtype: backend.getDTypeInteger(tensor.dtype), shape: tensor.shape };
  };
  const variables = inPlay.map((i) => candidates[i]);
  const held = heldIds.map((id) => recording.used.get(id)!);
  const assigns = inPlay.map((_, k) => k).filter((k) => assigned[inPlay[k]]);
  const step = graphOfRecording(recording, {
    inputs: inputs.map((input, i) => entry(`x${i}`, inputIds[i], input)),
    state: [
      ...variables.map((variable, k) => entry(`v${k}`, oldIds[inPlay[k]], variable)),
      ...held.map((tensor, k) => entry(`v${variables.length + k}`, heldIds[k], tensor)),
    ],
    outputs: outputs.map((output, i) => entry(`y${i}`, recording.outputIds[i], output)),
    assigns,
    newValues: assigns.map((k) => entry(`new${k}`, newIds[inPlay[k]], variables[k])),
  });
  return { program: encodeProgram(step, stepsPerCall), variables, held, outputs };
}

/** Returns all variables that exist, after giving a handle of its own to each that shares one. */
function separateVariables(backend: TensorflowBackend): tf.Variable[] {
  const seen = new Set<unknown>();
  const variables = Object.values(tf.engine().registeredVariables);
  for (const variable of variables) {
    if (seen.has(variable.dataId)) giveOwnHandles(backend, [variable]);
    seen.add(variable.dataId);
  }
  return variables;
}

/** What every tf.Variable held before a step was tried, including the variables that the step makes. */
class VariableStates {
  private readonly values = new Map<tf.Variable, tf.Tensor>();

  /** Remembers all variables that exist now. */
  constructor() {
    for (const variable of Object.values(tf.engine().registeredVariables)) this.remember(variable);
  }

  /** Runs `body` and remembers the first values of the variables that it makes, such as an optimizer's moments. */
  watch<T>(body: () => T): T {
    const engine = tf.engine();
    const { makeVariable } = engine;
    engine.makeVariable = (...args) => {
      const variable = makeVariable.apply(engine, args);
      this.remember(variable);
      return variable;
    };
    try {
      return body();
    } finally {
      delete (engine as { makeVariable?: unknown }).makeVariable; // the prototype's is back
    }
  }

  /** The variables whose values have changed since they were remembered. */
  get changed(): tf.Variable[] {
    return [...this.values].flatMap(([variable, { dataId }]) => (variable.dataId === dataId ? [] : [variable]));
  }

  /** Puts the values back, except in variables that are disposed. */
  restore(): void {
    for (const [variable, value] of this.values) if (!variable.isDisposed) variable.assign(value);
  }

  dispose(): void {
    tf.dispose([...this.values.values()]);
  }

  private remember(variable: tf.Variable): void {
    this.values.set(variable, tf.keep(variable.clone()));
  }
}

/** Returns the outputs of each of the trial's steps. */
function trialRun(
  loaded: LoadedProgram,
  inputs: readonly tf.Tensor[],
  { stepsPerCall, steps: count }: { stepsPerCall: number; steps: number },
): tf.Tensor[][] {
  const steps = Array.from({ length: count }, (_, i) => i);
  if (stepsPerCall === 1) return steps.map(() => loaded.run(inputs));
  const outputs = loaded.runMany(inputs.map((input) => tf.stack(steps.map(() => input))));
  return steps.map((i) => outputs.map((output) => output.slice(i, 1).reshape(output.shape.slice(1))));
}

function orRefuse<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new CaptureError(`TensorFlow refuses its graph: ${messageOf(error).split('\n')[0]}`);
  }
}

/** @throws {CaptureError} If a tensor differs from what it should be; NaN equals NaN. */
function requireEqual(actual: readonly tf.Tensor[], expected: readonly tf.Tensor[], what: string): void {
  actual.forEach((tensor, i) => {
    const [values, target] = [tensor.dataSync(), expected[i].dataSync()] as Float32Array[];
    let [difference, size] = [0, 0];
    target.forEach((value, k) => {
      // Neither equal infinities nor an overflow says anything about the other values.
      if (Object.is(value, values[k])) size += Number.isFinite(value * value) ? value * value : 0;
      else [difference, size] = [difference + (values[k] - value) ** 2, size + value * value];
    });
    const relative = Math.sqrt(difference / size);
    if (difference === 0 || relative <= TOLERANCE) return;
    const found = `${what}, number ${i} of ${actual.length}, is off by ${relative.toExponential(1)} of its size`;
    throw new CaptureError(`its graph computes different values (${found})`);
  });
}
