import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { runOperation } from '../../../lib/runtime';
import type { Attributes } from '../../../lib/runtime/native/operation';
import { requireKernels } from '../../support/native-kernels';
import { operationCalls, vectorWidth, type OperationCall } from '../../support/native-operations';

const sizes = { batch: 2, steps: 3, features: 4, hidden: 5, positions: 6, units: 7, heads: 2, depth: 3 };

const callsOf = ({ repeated = false, state = false } = {}) =>
  operationCalls({ ...sizes, repeated, state }, vectorWidth());

/** Runs an operation on ones. Returns the shapes of its outputs. */
function run(name: string, { inputs, attributes, outputs }: OperationCall): number[][] {
  return tf.tidy(() => {
    const ones = inputs.map((shape) => tf.ones([...shape]));
    return runOperation(name, ones, { attributes, outputs: outputs.length }).map(({ shape }) => shape);
  });
}

/** The error of an operation itself: its name, what it expected and what it found, on one line. */
const faultOf = (name: string, text = '.+') => new RegExp(`^Invalid TF_Status: 3\nMessage: ${name}: expected ${text}$`);

describe('a native operation', () => {
  before(requireKernels);

  it('gives outputs of the shapes that follow from its inputs', () => {
    for (const form of [{}, { state: true }, { repeated: true }, { repeated: true, state: true }])
      for (const [name, call] of Object.entries(callsOf(form))) assert.deepEqual(run(name, call), call.outputs, name);
  });

  it('refuses an input that has an axis too many, and names itself, what it expected and what it found', () => {
    for (const [name, call] of Object.entries(callsOf({ state: true }))) {
      if (name === 'TelltaleGelu') continue; // takes any shape
      call.inputs.forEach((_, changed) => {
        const inputs = call.inputs.map((shape, i) => (i === changed ? [1, ...shape] : shape));
        assert.throws(() => run(name, { ...call, inputs }), { message: faultOf(name, '.+, found .+') });
      });
    }
  });

  /** Operation, place of the input, its wrong shape, and the fault. */
  const faults: readonly (readonly [string, number, number[], string])[] = [
    ['TelltaleLstm', 0, [], 'x of 2 or 3 axes, none of them empty, found []'],
    ['TelltaleLstm', 0, [2, 4, 4], 'x of shape [2,3,4], found [2,4,4]'],
    ['TelltaleLstm', 0, [0, 3, 4], 'x of 2 or 3 axes, none of them empty, found [0,3,4]'],
    ['TelltaleLstm', 1, [3, 20], 'kernel of shape [4,20], found [3,20]'],
    ['TelltaleLstm', 3, [5], 'bias of shape [20], found [5]'],
    ['TelltaleLstm', 5, [3, 5], 'initial of shape [2,5], found [3,5]'],
    ['TelltaleLstmGrad', 4, [2, 3, 6], 'states of shape [2,3,5], found [2,3,6]'],
    ['TelltaleLstmGrad', 6, [2, 2, 5], 'd_states of shape [2,3,5], found [2,2,5]'],
    ['TelltaleAttentionDecoder', 1, [2, 5, 20], 'values of shape [2,6,20], found [2,5,20]'],
    ['TelltaleAttentionDecoder', 3, [7], 'scorer of shape [7,1], found [7]'],
    ['TelltaleAttentionDecoderGrad', 7, [2, 3], 'd_states of shape [2,3,5], found [2,3]'],
    ['TelltaleAnomalyAttention', 0, [2, 3, 20], 'projected of a width that 3 parts of 2 heads divide, found 20'],
    ['TelltaleAnomalyAttention', 1, [2, 4, 2], 'sigma of shape [2,3,2], found [2,4,2]'],
    ['TelltaleAnomalyAttentionGrad', 2, [2, 3, 2], 'log_sums of shape [2,2,3], found [2,3,2]'],
    ['TelltaleDense', 1, [5, 4], 'kernel of shape [4,4], found [5,4]'],
    ['TelltaleDense', 2, [1, 5], 'bias of shape [5], found [1,5]'],
    ['TelltaleDenseInputGrad', 0, [2, 4], 'dp of shape [2,5], found [2,4]'],
    ['TelltaleDenseKernelGrad', 1, [3, 5], 'dp of shape [2,5], found [3,5]'],
    ['TelltaleDenseBiasGrad', 0, [5], 'dp of 2 axes, none of them empty, found [5]'],
    ['TelltaleReluGrad', 1, [2, 3, 4], 'y of shape [2,3,5], found [2,3,4]'],
    ['TelltalePatches', 0, [2, 4, 4, 7], 'images of shape [2,3,4,7], found [2,4,4,7]'],
    ['TelltalePutPatches', 0, [15, 14], 'patches of 8 rows an image and 2 pixels a row, found [15,14]'],
    ['TelltaleLayerNorm', 1, [1], 'gain of shape [4], found [1]'],
    ['TelltaleLayerNormGrad', 2, [2, 3], 'statistics of shape [2,2], found [2,3]'],
    ['TelltaleGeluGrad', 1, [], 'dy of shape [2,3,5], found []'],
    ['TelltaleReparameterize', 2, [2, 6], 'input 2 of shape [2,5], found [2,6]'],
    ['TelltaleReparameterizeGrad', 0, [5], 'input 0 of 2 axes, none of them empty, found [5]'],
    ['TelltaleMeanKl', 1, [5, 2], 'input 1 of shape [2,5], found [5,2]'],
    ['TelltaleMeanKlGrad', 2, [1], 'd_kl of shape [], found [1]'],
    ['TelltaleMeanSquaredError', 1, [3], 'prediction and target of one shape that is not empty, found [2,3,5] and [3]'],
    ['TelltaleMeanSquaredErrorGrad', 2, [2], 'd_loss of shape [], found [2]'],
    ['TelltaleAdam', 4, [6], 'gradient 1 of shape [5], found [6]'],
    ['TelltaleAdam', 6, [25], 'm of shape [26], found [25]'],
    ['TelltaleAdam', 8, [1], 'step of shape [], found [1]'],
  ];

  it('says of each wrong shape which it is', () => {
    const calls = callsOf({ state: true });
    for (const [name, changed, wrong, text] of faults) {
      const call = calls[name];
      const inputs = call.inputs.map((shape, i) => (i === changed ? wrong : shape));
      const literal = text.replace(/[[\]]/g, '\\$&');
      assert.throws(() => run(name, { ...call, inputs }), { message: faultOf(name, literal) });
    }
    assert.deepEqual(new Set([...faults.map(([name]) => name), 'TelltaleGelu']), new Set(Object.keys(calls)));
  });

  it('refuses a wrong attribute, a missing one, and numbers of another type', () => {
    const calls = callsOf({ state: true });
    const refuses = (name: string, attributes: Attributes, message: RegExp) =>
      assert.throws(() => run(name, { ...calls[name], attributes }), { message });
    refuses('TelltaleDense', { activation: 'tanh' }, /'activation' of "tanh" is not in .*"linear", "relu"/);
    refuses('TelltaleDense', { activation: 1 }, /'int' when 'string' expected\s+for attr 'activation'/);
    refuses('TelltaleDense', {}, /missing attr 'activation' from Op<name=TelltaleDense;/);
    const { attributes } = calls.TelltaleLstm;
    refuses('TelltaleLstm', { ...attributes, steps: 0 }, /'steps' of 0 must be at least minimum 1/);
    refuses('TelltaleLstm', { ...attributes, steps: 4 }, faultOf('TelltaleLstm', 'x of shape .2,4,4., found .2,3,4.'));
    refuses('TelltaleAttentionDecoder', { steps: -1, keep_trace: true }, /'steps' of -1 must be at least minimum 1/);
    refuses('TelltaleAdam', { ...calls.TelltaleAdam.attributes, decay1: 1 }, /'int' when 'float' expected/);
    const one = { inputs: calls.TelltaleLstm.inputs.slice(0, 5), attributes: { ...attributes, initial_states: 1 } };
    const fault = faultOf('TelltaleLstm', 'no initial states or two, found 1');
    assert.throws(() => run('TelltaleLstm', { ...calls.TelltaleLstm, ...one }), { message: fault });
    const integers = () => tf.tidy(() => runOperation('TelltaleGelu', [tf.ones([2], 'int32')]));
    assert.throws(integers, /TelltaleGelu as input #0.* expected to be a float tensor but is a int32 tensor/);
  });

  it('leaks no tensor when it refuses its inputs', () => {
    const call = { ...callsOf().TelltaleDense, inputs: [[2, 3], [4, 5], [6]] };
    const before = tf.memory().numTensors;
    assert.throws(() => run('TelltaleDense', call));
    assert.equal(tf.memory().numTensors, before);
  });
});
