/** Puts a loop around a step, as functions of a graph: many steps in one call. */
import {
  attribute,
  call,
  constant,
  DataType,
  integerConstant,
  integersConstant,
  operation,
  type GraphFunction,
  type GraphNode,
  type TensorSpec,
} from './graph-def';
import type { GraphStep } from './graph-of-recording';

const INT32 = { T: attribute.type(DataType.int32) };
const COUNTER: TensorSpec = { dtype: DataType.int32, shape: [] };

/**
 * Returns the loop's condition, its body, and the loop: (n, stacked inputs, state) -> (stacked outputs, new values). Stacked
 * means a first axis of `capacity`, of which the first n places are used.
 */
export function loopFunctions(step: GraphStep, capacity: number): GraphFunction[] {
  const { definition, inputCount, outputCount, assigns } = step;
  const stack = <S extends TensorSpec>(spec: S) => ({ ...spec, shape: [capacity, ...spec.shape] });
  const inputs = definition.inputs.slice(0, inputCount).map(stack);
  const state = definition.inputs.slice(inputCount);
  const outputs = definition.outputs.slice(0, outputCount).map((spec, i) => ({ ...stack(spec), name: `acc${i}` }));
  const [i, n] = [
    { name: 'i', ...COUNTER },
    { name: 'n', ...COUNTER },
  ];
  const carried = [i, n, ...inputs, ...state, ...outputs];
  const empty = outputs.map((spec, k) => constant(`empty${k}`, spec, Buffer.alloc(byteSize(spec))));
  const arguments_ = ['first:output:0', 'n', ...[...inputs, ...state].map(({ name }) => name)];
  const loop = operation('loop', 'StatelessWhile', [...arguments_, ...empty.map(({ name }) => `${name}:output:0`)], {
    T: attribute.types(carried.map(({ dtype }) => dtype)),
    cond: attribute.function('condition'),
    body: attribute.function('body'),
    _lower_using_switch_merge: attribute.bool(true), // or the session's executor runs it as one slow operation
  });
  const carriedOut = (position: number) => `loop:output:${position}`;
  return [
    {
      name: 'condition',
      inputs: carried,
      outputs: [{ name: 'go', dtype: DataType.bool, shape: [], from: 'less:z:0' }],
      nodes: [operation('less', 'Less', ['i', 'n'], INT32)],
    },
    loopBody(step, { carried, capacity }),
    {
      name: 'many_steps',
      inputs: [n, ...inputs, ...state],
      outputs: [
        ...outputs.map((spec, k) => ({ ...spec, name: `y${k}`, from: carriedOut(2 + inputCount + state.length + k) })),
        ...assigns.map((k) => ({ ...state[k], name: `new${k}`, from: carriedOut(2 + inputCount + k) })),
      ],
      nodes: [integerConstant('first', 0), ...empty, loop],
    },
  ];
}

type Named = GraphFunction['inputs'];

/** Takes the i-th of each stacked input, runs the step and puts its outputs in the i-th places. */
function loopBody(step: GraphStep, { carried, capacity }: { carried: Named; capacity: number }): GraphFunction {
  const { definition, inputCount, outputCount, assigns } = step;
  const nodes: GraphNode[] = [integerConstant('zero', 0), integerConstant('one', 1)];
  nodes.push(operation('next', 'AddV2', ['i', 'one:output:0'], INT32));
  const args = definition.inputs.map(({ name, dtype }, k) => {
    if (k >= inputCount) return name;
    const attributes = { Tparams: attribute.type(dtype), Tindices: INT32.T, Taxis: INT32.T };
    nodes.push(operation(`item${k}`, 'GatherV2', [name, 'i', 'zero:output:0'], attributes));
    return `item${k}:output:0`;
  });
  nodes.push(call('step', definition, args));
  definition.outputs.slice(0, outputCount).forEach(({ dtype, shape }, k) => {
    const places = Array.from({ length: capacity }, (_, place) => place);
    nodes.push(
      integersConstant(`places${k}`, [capacity, ...shape.map(() => 1)], places),
      operation(`here${k}`, 'Equal', [`places${k}:output:0`, 'i'], INT32),
      operation(`put${k}`, 'SelectV2', [`here${k}:z:0`, `step:output:${k}`, `acc${k}`], { T: attribute.type(dtype) }),
    );
  });
  const carriedOn = carried.map(({ name }, position) => {
    if (position === 0) return 'next:z:0';
    const assignment = assigns.indexOf(position - 2 - inputCount);
    if (assignment >= 0) return `step:output:${outputCount + assignment}`;
    const output = position - (carried.length - outputCount);
    return output >= 0 ? `put${output}:output:0` : name;
  });
  return {
    name: 'body',
    inputs: carried,
    outputs: carried.map((spec, position) => ({ ...spec, name: `${spec.name}_on`, from: carriedOn[position] })),
    nodes,
  };
}

function byteSize({ dtype, shape }: TensorSpec): number {
  const width = dtype === DataType.bool ? 1 : dtype === DataType.int64 || dtype === DataType.complex64 ? 8 : 4;
  return shape.reduce((product, size) => product * size, width);
}
