/**
 * Divides a step into what XLA compiles and what runs better outside of it: random bits, which XLA computes again wherever
 * they are used (0.7 ms of an LSTM-VAE's step of 5), and transposes, which it folds back into the products that share them.
 */
import { call, DataType, type GraphFunction, type GraphNode, type TensorSpec } from './graph-def';
import type { GraphStep } from './graph-of-recording';

/** Rewrites the step to call a compiled function. Returns the functions it needs; the last is the step. */
export function splitForXla(step: GraphStep): GraphFunction[] {
  const { definition, inputCount } = step;
  const names = definition.inputs.map(({ name }) => name);
  const { early, main } = earlyAndMain(step);
  const values = early.outputs.map((_, i) => `early:output:${i}`);
  const nodes = [call('main', main, [...names, ...values], { xla: true })];
  if (values.length > 0) nodes.unshift(call('early', early, names.slice(inputCount)));
  const outputs = definition.outputs.map((output, i) => ({ ...output, from: `main:output:${i}` }));
  return [early, main, { ...definition, nodes, outputs }];
}

/**
 * Separates what depends only on integer state, and the transposes of state: early is (state) -> values, main is (inputs,
 * state, those values) -> the step's results.
 */
function earlyAndMain({ definition, inputCount, types }: GraphStep): { early: GraphFunction; main: GraphFunction } {
  const state = definition.inputs.slice(inputCount);
  const earlyNodes = findEarlyNodes(definition.nodes, state);
  const constants = definition.nodes.filter(({ op }) => op === 'Const');
  const late = definition.nodes.filter((node) => !earlyNodes.has(node.name));
  const wanted = [...late.flatMap((node) => node.inputs), ...definition.outputs.map(({ from }) => from)];
  const passed = [...new Set(wanted)].filter((reference) => earlyNodes.has(producer(reference)));
  const values = passed.map((from, i) => ({ name: `early${i}`, from, dtype: types.get(from)!, shape: [] }));
  const rename = (reference: string) => values.find(({ from }) => from === reference)?.name ?? reference;
  return {
    early: {
      name: 'early',
      inputs: state,
      outputs: values,
      nodes: [...constants, ...definition.nodes.filter((node) => earlyNodes.has(node.name))],
    },
    main: {
      name: 'main',
      inputs: [...definition.inputs, ...values],
      outputs: definition.outputs.map((output) => ({ ...output, from: rename(output.from) })),
      nodes: late.map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
    },
  };
}

/** Returns the names of the nodes that can run before the others, without the constants, which both parts may hold. */
function findEarlyNodes(nodes: readonly GraphNode[], state: readonly ({ name: string } & TensorSpec)[]): Set<string> {
  const integers = new Set(state.filter(({ dtype }) => dtype === DataType.int32).map(({ name }) => name));
  const names = new Set(state.map(({ name }) => name));
  const constants = new Set(nodes.filter(({ op }) => op === 'Const').map(({ name }) => name));
  const early = new Set<string>();
  for (const { name, op, inputs } of nodes) {
    const changing = inputs.filter((input) => !constants.has(producer(input)));
    const known = (input: string) => early.has(producer(input)) || integers.has(input);
    const transposes = op === 'Einsum' && inputs.length === 1 && names.has(inputs[0]);
    if (transposes || (changing.length > 0 && changing.every(known))) early.add(name);
  }
  return early;
}

/** Returns the node that a reference such as `n7:product:0` is about; the reference to an argument is its name. */
const producer = (reference: string): string => reference.split(':')[0];
