/** Asserts that a model's training runs as a graph. */
import assert from 'node:assert/strict';
import { selectWindows, type Windows } from '../../lib/data';
import type { TrainedDetector } from '../../lib/models';
import { fit } from '../../lib/training';

/** An epoch has this many full batches; with this many epochs there are enough steps for a graph. */
const [BATCHES, BATCH_SIZE, EPOCHS] = [2, 10, 50];

/**
 * Asserts that a training long enough to be captured runs as a graph: its training loss is called to be recorded and tried, not
 * once per step, and standard error stays empty, where a step would be named that stays eager.
 */
export async function assertTrainsAsGraph(model: TrainedDetector, windows: Windows): Promise<void> {
  const few = selectWindows(
    windows,
    Int32Array.from({ length: BATCHES * BATCH_SIZE }, (_, i) => i),
  );
  let calls = 0;
  const loss = model.loss.bind(model);
  model.loss = (batch, options) => {
    if (options.training) calls++;
    return loss(batch, options);
  };
  const lines: string[] = [];
  const { stderr } = process;
  const write = stderr.write;
  stderr.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  try {
    const { trainLoss } = await fit(model, { train: few, validation: few }, { epochs: EPOCHS, batchSize: BATCH_SIZE });
    assert.ok(trainLoss.at(-1)! < trainLoss[0], String(trainLoss));
  } finally {
    stderr.write = write;
    model.dispose();
  }
  assert.deepEqual(lines, []);
  assert.ok(calls < EPOCHS, `the loss was called ${calls} times in ${EPOCHS * BATCHES} steps`);
}
