/**
 * Writes the graph that runs a step on variables of its session: once per call, or in a loop over stacked inputs. Its nodes:
 *
 *   x{i}    what is fed              v{i}/r  reads a variable          y{i}   what comes out, once all is assigned
 *   n       how many steps           v{i}/w  writes a variable from v{i}/x
 */
import {
  attribute,
  call,
  DataType,
  encodeSavedModel,
  integerConstant,
  operation,
  type GraphNode,
  type TensorSpec,
} from './graph-def';
import type { GraphStep } from './graph-of-recording';
import { loopFunctions } from './step-loop';

/** A step, and the graph that it is written as. */
export interface Program {
  readonly step: GraphStep;
  /** Steps that one call runs at most; 1 makes a program without a loop. */
  readonly stepsPerCall: number;
  /** Its SavedModel: equal steps give equal bytes. */
  readonly bytes: Buffer;
}

/** Writes a step's program. */
export function encodeProgram(step: GraphStep, stepsPerCall: number): Program {
  const functions = [step.definition];
  if (stepsPerCall > 1) functions.push(...loopFunctions(step, stepsPerCall));
  const called = functions[functions.length - 1];
  const state = step.definition.inputs.slice(step.inputCount);
  const fed = called.inputs.slice(0, called.inputs.length - state.length);
  const reads = state.map((_, i) => `v${i}/r`);
  const args = [...fed.map(({ name }) => name), ...reads];
  const nodes: GraphNode[] = [
    ...fed.map((spec) => placeholder(spec.name, spec)),
    ...state.flatMap((spec, i) => variableNodes(`v${i}`, spec)),
    call('step', called, args),
    integerConstant('zero', 0),
  ];
  const assigned: string[] = [];
  step.assigns.forEach((variable, i) => {
    // Every read comes first: a variable could otherwise change before some part of the step has read it.
    const inputs = [`v${variable}`, `step:${step.outputCount + i}`, ...reads.map((read) => `^${read}`)];
    const dtype = attribute.type(state[variable].dtype);
    nodes.push(operation(`v${variable}/a`, 'AssignVariableOp', inputs, { dtype }));
    assigned.push(`^v${variable}/a`);
  });
  for (let i = 0; i < step.outputCount; i++) {
    const T = attribute.type(called.outputs[i].dtype);
    nodes.push(operation(`y${i}`, 'Identity', [`step:${i}`, ...assigned], { T }));
  }
  nodes.push(operation('done', 'Identity', ['zero', ...assigned], { T: attribute.type(DataType.int32) }));
  return { step, stepsPerCall, bytes: encodeSavedModel(nodes, functions) };
}

function placeholder(name: string, { dtype, shape }: TensorSpec): GraphNode {
  return operation(name, 'Placeholder', [], { dtype: attribute.type(dtype), shape: attribute.shape(shape) });
}

function variableNodes(name: string, spec: TensorSpec): GraphNode[] {
  const dtype = attribute.type(spec.dtype);
  return [
    operation(name, 'VarHandleOp', [], {
      dtype,
      shape: attribute.shape(spec.shape),
      shared_name: attribute.string(name),
    }),
    operation(`${name}/r`, 'ReadVariableOp', [name], { dtype }),
    placeholder(`${name}/x`, spec),
    operation(`${name}/s`, 'AssignVariableOp', [name, `${name}/x`], { dtype }),
    operation(`${name}/w`, 'Identity', ['zero', `^${name}/s`], { T: attribute.type(DataType.int32) }),
  ];
}
