/** Finds a detector's variables by the fields that hold them, and names them, as PyTorch's `named_parameters` does. */
import * as tf from '@tensorflow/tfjs';
import type { Detector } from './detector';

export interface NamedVariable {
  /** Its path from the detector, e.g. `encoder.layers.0.kernel`. */
  readonly name: string;
  /** The class of the object that holds it, e.g. `Dense`, or the detector's own. */
  readonly holder: string;
  readonly variable: tf.Variable;
}

/**
 * Lists a detector's variables with names, in the order of `detector.variables`. TensorFlow.js's own names must be unique in
 * the process, so they cannot be those of a layer. A variable that no field leads to is named by its position,
 * `variables.3`.
 */
export function namedVariables(detector: Detector): NamedVariable[] {
  const found = new Map<tf.Variable, NamedVariable>();
  collect(detector, [], { found, visited: new Set() });
  const holder = classOf(detector);
  return detector.variables.map((variable, i) => found.get(variable) ?? { name: `variables.${i}`, holder, variable });
}

/**
 * Lists every variable that a detector holds: those that are saved, and others that its training or its scoring moves, such as
 * the state of its noise and the step of its annealing.
 */
export function heldVariables(detector: Detector): tf.Variable[] {
  const found = new Map<tf.Variable, NamedVariable>();
  collect(detector, [], { found, visited: new Set() });
  return [...new Set([...detector.variables, ...found.keys()])];
}

interface Search {
  readonly found: Map<tf.Variable, NamedVariable>;
  readonly visited: Set<object>;
}

/** Walks the fields of an object, depth first; each object is visited once, so that circles end. */
function collect(holder: object, path: readonly string[], search: Search): void {
  search.visited.add(holder);
  for (const [field, value] of Object.entries(holder)) {
    if (typeof value !== 'object' || value === null || search.visited.has(value)) continue;
    if (value instanceof tf.Variable) {
      if (!search.found.has(value))
        search.found.set(value, { name: [...path, field].join('.'), holder: classOf(holder), variable: value });
    } else if (!(value instanceof tf.Tensor) && !ArrayBuffer.isView(value)) collect(value, [...path, field], search);
  }
}

function classOf(holder: object): string {
  return holder.constructor?.name ?? '';
}
