/** The networks that notebooks define in their pages, taken out of the committed files and held against the library's. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = path.join(__dirname, '..', '..', 'notebooks');

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly metadata?: { readonly tags?: readonly string[] };
}

/**
 * Reads the network of a notebook: the source of its code cells with the tag `network`, in their order (the tag stands in
 * a cell's metadata, `"tags": ["network"]`), after the imports of all its code cells. The cells may use what is imported
 * and what they define themselves, and nothing else of the notebook; so a parameter reaches a network through its
 * constructor.
 *
 * @param name  Of the file, without its ending.
 */
export function networkSource(name: string): string {
  const { cells } = JSON.parse(fs.readFileSync(path.join(folder, `${name}.ipynb`), 'utf8')) as { cells: Cell[] };
  const code = cells.filter((cell) => cell.cell_type === 'code');
  const imports = code.flatMap(({ source }) => source.join('').match(/^import [^;]*;$/gm) ?? []);
  const tagged = code.filter(({ metadata }) => metadata?.tags?.includes('network'));
  assert.notEqual(tagged.length, 0, `${name}: no cell has the tag network`);
  return [...imports, ...tagged.map(({ source }) => source.join(''))].join('\n');
}

/** Compiles the source of a network. Returns the classes, functions and constants of its top level, by name. */
export function loadNetwork<T extends object>(source: string): T {
  const declared = [...source.matchAll(/^(?:class|function|const) (\w+)/gm)].map(([, name]) => name);
  const { code } = transformSync(`${source}\nexport { ${declared.join(', ')} };`, { loader: 'ts', format: 'cjs' });
  const module: { exports: Partial<T> } = { exports: {} };
  const require = createRequire(path.join(folder, 'cell.ts'));
  new Function('require', 'module', 'exports', code)(require, module, module.exports);
  return module.exports as T;
}

/** A loss as a function of some weights. */
export interface Objective {
  readonly variables: readonly tf.Variable[];
  loss(): tf.Scalar;
}

/**
 * Asserts that two objectives have the same value and the same gradient. The page composes operations where the library
 * may have one kernel, which adds up in another order; so both may differ by a few roundings of single precision: the value by
 * 1e-6 of itself, a gradient by 1e-5 of its largest element. Where a gradient is what remains of terms that cancel, as that of
 * a bias below a softmax, the roundings are those of the terms: 1e-7 of the largest element of all gradients.
 */
export function assertSameObjective(page: Objective, library: Objective): void {
  const [ours, theirs] = [page, library].map(valueAndGradients);
  assertNear([ours.value], [theirs.value], 1e-6, 'loss');
  assert.equal(ours.gradients.length, theirs.gradients.length, 'variables');
  const largest = Math.max(...theirs.gradients.map(largestOf));
  theirs.gradients.forEach((gradient, i) => {
    const share = Math.max(1e-5, (1e-7 * largest) / largestOf(gradient));
    const what = `gradient of variable ${i}, [${library.variables[i].shape.join(', ')}]`;
    assertNear(ours.gradients[i], gradient, share, what);
  });
}

/** Asserts that numbers are the same within a share of the largest of them. */
export function assertNear(found: ArrayLike<number>, expected: ArrayLike<number>, share: number, what: string): void {
  assert.equal(found.length, expected.length, what);
  const largest = largestOf(expected);
  const off = Math.max(...Array.from(expected, (value, i) => Math.abs(value - found[i])));
  assert.ok(off <= share * largest, `${what}: differs by ${off}, where the largest value is ${largest}`);
}

function largestOf(numbers: ArrayLike<number>): number {
  return Math.max(...Array.from(numbers, Math.abs));
}

function valueAndGradients({ variables, loss }: Objective) {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, [...variables]);
    return {
      value: value.dataSync()[0],
      gradients: variables.map(({ name }) => grads[name].dataSync<'float32'>().slice()),
    };
  });
}
