/** Records a step, compiles it, and tries it against the eager one. */
import * as tf from '@tensorflow/tfjs';
import { copyHandle, type TensorflowBackend } from './binding';
import { CompiledStep, type Program } from './compiled-step';
import { encodeProgram, type ProgramOptions } from './program';
import { record } from './recorder';
import { CaptureError, stepFunction, type SignatureEntry } from './step-function';
import { VariableStates } from './variable-states';

/** How far a graph's results may be from the eager ones: norm of the difference over norm of the value. */
const TOLERANCE = 1e-5;
/** Times that two recordings are made: an optimizer may make its variables in the first, or a tensor first be used. */
const ATTEMPTS = 2;

export interface Example {
  readonly step: (...inputs: tf.Tensor[]) => tf.Tensor[];
  readonly inputs: readonly tf.Tensor[];
}

/**
 * A graph of the step for inputs of the example's shapes. The variables are as before when this returns or throws; those that
 * the step made have the values that they were made with.
 *
 * @throws {@link CaptureError} where the step cannot be captured, or the graph's results differ from the eager ones.
 */
export function compileStep(backend: TensorflowBackend, example: Example, options: ProgramOptions): CompiledStep {
  let compiled: CompiledStep | undefined;
  tf.tidy(() => {
    const states = new VariableStates();
    try {
      const [first, second] = recordTwice(backend, example, states, options);
      const { program, variables, held } = first;
      compiled = orRefuse(() => new CompiledStep(backend, program, { variables, held }));
      if (compiled.trusted) return;
      const expected = [first.outputs, second.outputs];
      const expectedVariables = variables.map((variable) => variable.clone());
      states.restore();
      const actual = orRefuse(() => trialRun(compiled!, example.inputs, { ...options, steps: expected.length }));
      compiled.read();
      actual.forEach((outputs, i) => requireEqual(outputs, expected[i], `output of step ${i + 1}`));
      requireEqual(variables, expectedVariables, `variable after ${expected.length} steps`);
      compiled.trust();
    } catch (error) {
      compiled?.dispose();
      throw error;
    } finally {
      states.restore();
      states.dispose();
    }
  });
  return compiled!;
}

/**
 * Two steps, one after the other, that do the same to the last number: what JavaScript changes from step to step, such as
 * noise of its own or a count of steps, would stand still in a graph.
 */
function recordTwice(
  backend: TensorflowBackend,
  example: Example,
  states: VariableStates,
  options: ProgramOptions,
): [RecordedStep, RecordedStep] {
  let inPlay: readonly tf.Variable[] = [];
  for (let attempt = 1; ; attempt++) {
    states.restore();
    giveOwnHandles(backend, inPlay);
    const first = states.watch(() => recordStep(backend, example, options));
    giveOwnHandles(backend, states.changed);
    const second = states.watch(() => recordStep(backend, example, options));
    if (first.program.bytes.equals(second.program.bytes)) return [first, second];
    if (attempt === ATTEMPTS) throw new CaptureError('it does something else at each step, which a graph cannot');
    inPlay = second.variables;
  }
}

/** So that a recording tells the variables from what was assigned to them. */
function giveOwnHandles(backend: TensorflowBackend, variables: readonly tf.Variable[]): void {
  for (const variable of variables) variable.assign(copyHandle(backend, variable));
}

interface RecordedStep {
  readonly program: Program;
  readonly variables: tf.Variable[];
  readonly held: tf.Tensor[];
  readonly outputs: tf.Tensor[];
}

function recordStep(backend: TensorflowBackend, example: Example, options: ProgramOptions): RecordedStep {
  const candidates = separateVariables(backend);
  const inputs = example.inputs.map((input) => copyHandle(backend, input));
  const [inputIds, oldIds] = [inputs, candidates].map((tensors) => backend.getInputTensorIds(tensors));
  const recording = record(backend, () => example.step(...inputs));
  if (recording.refusal) throw new CaptureError(recording.refusal);
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
  const { definition, types } = stepFunction(recording, {
    inputs: inputs.map((input, i) => entry(`x${i}`, inputIds[i], input)),
    state: [
      ...variables.map((variable, k) => entry(`v${k}`, oldIds[inPlay[k]], variable)),
      ...held.map((tensor, k) => entry(`v${variables.length + k}`, heldIds[k], tensor)),
    ],
    results: [
      ...recording.outputs.map((output, i) => entry(`y${i}`, recording.outputIds[i], output)),
      ...assigns.map((k) => entry(`new${k}`, newIds[inPlay[k]], variables[k])),
    ],
  });
  const step = { definition, types, inputCount: inputs.length, outputCount: recording.outputs.length, assigns };
  const program = { step, ...options, bytes: encodeProgram(step, options) };
  return { program, variables, held, outputs: recording.outputs };
}

/** All variables there are, no two with the same handle. */
function separateVariables(backend: TensorflowBackend): tf.Variable[] {
  const seen = new Set<unknown>();
  const variables = Object.values(tf.engine().registeredVariables);
  for (const variable of variables) {
    if (seen.has(variable.dataId)) giveOwnHandles(backend, [variable]);
    seen.add(variable.dataId);
  }
  return variables;
}

/** The outputs of each of the trial's steps. */
function trialRun(
  compiled: CompiledStep,
  inputs: readonly tf.Tensor[],
  { stepsPerCall, steps: count }: ProgramOptions & { steps: number },
): tf.Tensor[][] {
  const steps = Array.from({ length: count }, (_, i) => i);
  if (stepsPerCall === 1) return steps.map(() => compiled.run(inputs));
  const outputs = compiled.runMany(inputs.map((input) => tf.stack(steps.map(() => input))));
  return steps.map((i) => outputs.map((output) => output.slice(i, 1).reshape(output.shape.slice(1))));
}

function orRefuse<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new CaptureError(`TensorFlow refuses its graph: ${String((error as Error).message).split('\n')[0]}`);
  }
}

/** @throws {@link CaptureError} if a tensor differs from what it should be; NaN equals NaN. */
function requireEqual(actual: readonly tf.Tensor[], expected: readonly tf.Tensor[], what: string): void {
  actual.forEach((tensor, i) => {
    const [values, target] = [tensor.dataSync(), expected[i].dataSync()] as Float32Array[];
    let [difference, size] = [0, 0];
    target.forEach((value, k) => {
      // Equal infinities say nothing of the other values, nor does an overflow.
      if (Object.is(value, values[k])) size += Number.isFinite(value * value) ? value * value : 0;
      else [difference, size] = [difference + (values[k] - value) ** 2, size + value * value];
    });
    const relative = Math.sqrt(difference / size);
    if (difference === 0 || relative <= TOLERANCE) return;
    const found = `${what}, number ${i} of ${actual.length}, is off by ${relative.toExponential(1)} of its size`;
    throw new CaptureError(`its graph computes other values than it does (${found})`);
  });
}
