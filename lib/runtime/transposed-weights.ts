/** Makes the transpose of a weight once, where many products of a step want it transposed. */
import { DataType } from './graph-def';
import type { RecordedOperation, Recording } from './recorder';

/**
 * A backward pass through time multiplies by the same transposed weight at every step, and TensorFlow's product with a
 * transposed right side lays that weight out anew each time: an LSTM's training step took a quarter longer for it. Here
 * such products of matrices share one transpose. It is written as an Einsum, because TensorFlow would fold a Transpose
 * back into the products.
 */
export function transposeWeightsOnce(events: Recording['events']): Recording['events'] {
  const uses = new Map<number, number>();
  for (const event of events) if (isTransposed(event)) uses.set(event.inputs[1], (uses.get(event.inputs[1]) ?? 0) + 1);
  const transposes = new Map<number, number>();
  return events.flatMap((event): Recording['events'] => {
    if (!isTransposed(event) || uses.get(event.inputs[1])! < 2) return [event];
    const [left, right] = event.inputs as [number, number];
    const known = transposes.get(right);
    const id = known ?? -1 - transposes.size; // the binding's ids are not negative
    transposes.set(right, id);
    const attributes = event.attributes.map((one) => (one.name === 'adj_y' ? { ...one, value: false } : one));
    const product: RecordedOperation = { ...event, attributes, inputs: [left, id] };
    return known === undefined ? [transpose(right, id), product] : [product];
  });
}

/** Whether this is a product of matrices, of float32, whose right side is transposed. */
function isTransposed(event: Recording['events'][number]): event is RecordedOperation {
  if (event.kind !== 'operation' || event.op !== 'BatchMatMulV2') return false;
  const [{ dtype, shape }] = event.outputs as [RecordedOperation['outputs'][number]];
  const flag = event.attributes.find(({ name }) => name === 'adj_y');
  return dtype === DataType.float32 && shape.length === 2 && flag?.value === true;
}

/** TF_ATTR_STRING of tensorflow/c/tf_attrtype.h. */
const STRING_ATTRIBUTE = 0;

function transpose(input: number, id: number): RecordedOperation {
  const attributes = [{ name: 'equation', type: STRING_ATTRIBUTE, value: 'ij->ji' }];
  return {
    kind: 'operation',
    op: 'Einsum',
    attributes,
    inputs: [input],
    outputs: [{ id, dtype: DataType.float32, shape: [] }],
  };
}
