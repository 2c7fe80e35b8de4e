/** Comparing a model with its PyTorch twin: the same weights in, the same numbers out. */
import * as tf from '@tensorflow/tfjs';
import type { TrainedDetector } from '../../lib/models';
import { assertClose } from './numeric';

interface TensorData {
  readonly shape: number[];
  readonly data: number[];
}

/** One model of test/fixtures/torch-models.json. */
export interface TorchModel {
  readonly x: TensorData;
  readonly reconstruction: TensorData;
  readonly loss: number;
  readonly variables: TensorData[];
  readonly gradients: TensorData[];
}

/** Gives the model the twin's weights and compares reconstruction, loss and every gradient, to 1e-4. */
export function assertAgreesWithTorch(model: TrainedDetector, torch: TorchModel, training: boolean): void {
  const read = ({ data, shape }: TensorData) => tf.tensor(data, shape);
  tf.tidy(() => {
    torch.variables.forEach((values, i) => model.variables[i].assign(read(values)));
    const { windowSize, features } = (model as unknown as { config: { windowSize: number; features: number } }).config;
    const windows = read(torch.x).reshape<tf.Tensor3D>([-1, windowSize, features]);
    const reconstruction = model.reconstruct(windows).reshape(torch.reconstruction.shape);
    assertClose(reconstruction, read(torch.reconstruction), 1e-4);
    const variables = [...model.variables];
    const { value, grads } = tf.variableGrads(() => model.loss(windows, { training }), variables);
    assertClose(value, tf.scalar(torch.loss), 1e-4);
    variables.forEach((variable, i) => assertClose(grads[variable.name], read(torch.gradients[i]), 1e-4));
  });
}
