/** Records a step, compiles it, and tries it against the eager one. */
import * as tf from '@tensorflow/tfjs';
import type { TensorflowBackend } from './binding';
import { CompiledStep } from './compiled-step';
import type { ProgramOptions } from './program';
import { record } from './recorder';
import { CaptureError, stepFunction, type SignatureEntry } from './step-function';
import type { Step } from './step-loop';

/** How far a graph's results may be from the eager ones: norm of the difference over norm of the value. */
const TOLERANCE = 1e-5;
/** Steps of the trial. The second shows whether anything froze that should move, such as noise or a count of steps. */
const TRIAL_STEPS = 2;

export interface Example {
  readonly step: (...inputs: tf.Tensor[]) => tf.Tensor[];
  readonly inputs: readonly tf.Tensor[];
}

/**
 * A graph of the step for inputs of the example's shapes. The variables are as before when this returns or throws.
 *
 * @throws {@link CaptureError} where the step cannot be captured, or the graph's results differ from the eager ones.
 */
export function compileStep(backend: TensorflowBackend, example: Example, options: ProgramOptions): CompiledStep {
  let compiled: CompiledStep | undefined;
  tf.tidy(() => {
    const candidates = separateVariables(backend);
    const before = candidates.map((variable) => variable.clone());
    const restore = () => candidates.forEach((variable, i) => variable.assign(before[i]!));
    try {
      const { step, variables, held, outputs } = recordStep(backend, example, candidates);
      compiled = orRefuse(() => new CompiledStep(backend, step, { variables, held }, options));
      if (compiled.trusted) return;
      const expected = [outputs];
      while (expected.length < TRIAL_STEPS) expected.push(example.step(...example.inputs));
      const expectedVariables = variables.map((variable) => variable.clone());
      restore();
      const actual = orRefuse(() => trialRun(compiled!, example.inputs, options));
      compiled.read();
      actual.forEach((outputs, i) => requireEqual(outputs, expected[i]!, `output of step ${i + 1}`));
      requireEqual(variables, expectedVariables, `variable after ${TRIAL_STEPS} steps`);
      compiled.trust();
    } catch (error) {
      compiled?.dispose();
      throw error;
    } finally {
      restore();
    }
  });
  return compiled!;
}

/** All variables there are, each with data of its own, so that the recording can tell them apart. */
function separateVariables(backend: TensorflowBackend): tf.Variable[] {
  const seen = new Set<unknown>();
  const variables = Object.values(tf.engine().registeredVariables);
  for (const variable of variables) {
    if (seen.has(variable.dataId)) variable.assign(copyHandle(backend, variable));
    seen.add(variable.dataId);
  }
  return variables;
}

/** The same values under another handle. */
function copyHandle(backend: TensorflowBackend, tensor: tf.Tensor): tf.Tensor {
  const { binding } = backend;
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(tensor.dtype) };
  const [copy] = binding.executeOp('Identity', [type], backend.getInputTensorIds([tensor]), 1);
  return backend.createOutputTensor(copy!);
}

interface RecordedStep {
  readonly step: Step;
  readonly variables: tf.Variable[];
  readonly held: tf.Tensor[];
  readonly outputs: tf.Tensor[];
}

function recordStep(backend: TensorflowBackend, example: Example, candidates: tf.Variable[]): RecordedStep {
  const inputs = example.inputs.map((input) => copyHandle(backend, input));
  const [inputIds, oldIds] = [inputs, candidates].map((tensors) => backend.getInputTensorIds(tensors));
  const recording = record(backend, () => example.step(...inputs));
  if (recording.refusal) throw new CaptureError(recording.refusal);
  const newIds = backend.getInputTensorIds(candidates);
  const assigned = candidates.map((_, i) => newIds[i] !== oldIds![i]);
  const inPlay = candidates.map((_, i) => i).filter((i) => assigned[i] || recording.used.has(oldIds![i]!));
  const known = new Set([...inputIds!, ...oldIds!]);
  const heldIds = [...recording.used.keys()].filter((id) => !known.has(id));

  const entry = (name: string, id: number, tensor: tf.Tensor): SignatureEntry => {
    return { name, id, dtype: backend.getDTypeInteger(tensor.dtype), shape: tensor.shape };
  };
  const variables = inPlay.map((i) => candidates[i]!);
  const held = heldIds.map((id) => recording.used.get(id)!);
  const assigns = inPlay.map((_, k) => k).filter((k) => assigned[inPlay[k]!]);
  const { definition, types } = stepFunction(recording, {
    inputs: inputs.map((input, i) => entry(`x${i}`, inputIds![i]!, input)),
    state: [
      ...variables.map((variable, k) => entry(`v${k}`, oldIds![inPlay[k]!]!, variable)),
      ...held.map((tensor, k) => entry(`v${variables.length + k}`, heldIds[k]!, tensor)),
    ],
    results: [
      ...recording.outputs.map((output, i) => entry(`y${i}`, recording.outputIds[i]!, output)),
      ...assigns.map((k) => entry(`new${k}`, newIds[inPlay[k]!]!, variables[k]!)),
    ],
  });
  const step = { definition, types, inputCount: inputs.length, outputCount: recording.outputs.length, assigns };
  return { step, variables, held, outputs: recording.outputs };
}

/** The outputs of each of the trial's steps. */
function trialRun(
  compiled: CompiledStep,
  inputs: readonly tf.Tensor[],
  { stepsPerCall }: ProgramOptions,
): tf.Tensor[][] {
  const steps = Array.from({ length: TRIAL_STEPS }, (_, i) => i);
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
    const [values, target] = [tensor.dataSync(), expected[i]!.dataSync()] as Float32Array[];
    let [difference, size] = [0, 0];
    target!.forEach((value, k) => {
      // Equal infinities say nothing of the other values, nor does an overflow.
      if (Object.is(value, values![k])) size += Number.isFinite(value * value) ? value * value : 0;
      else [difference, size] = [difference + (values![k]! - value) ** 2, size + value * value];
    });
    const relative = Math.sqrt(difference / size);
    if (difference === 0 || relative <= TOLERANCE) return;
    const found = `${what}, number ${i} of ${actual.length}, is off by ${relative.toExponential(1)} of its size`;
    throw new CaptureError(`its graph computes other values than it does (${found})`);
  });
}
