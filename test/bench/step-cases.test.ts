import assert from 'node:assert/strict';
import { everyStep, stepCases } from '../../bench/step-cases';
import { detectorNames, findDetector, isTrained, trainingStages } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';

describe('the steps that are measured', () => {
  before(() => loadBackend());

  it('are those of every trained detector of the catalogue, and of each stage of its training', () => {
    const made = Object.entries(everyStep)
      .filter(([name]) => !Object.hasOwn(stepCases, name))
      .map(([, { make, stage = 0 }]) => {
        const model = make();
        const stages = trainingStages(model).length;
        model.dispose();
        return { name: model.name, stage, stages };
      });
    for (const { name, stages } of made) {
      const covered = made.filter((each) => each.name === name).map(({ stage }) => stage);
      assert.deepEqual(
        covered,
        Array.from({ length: stages }, (_, i) => i),
      );
    }
    const yardsticks = ['vae', 'lstm-vae', 'lstm-attention', 'anomaly-transformer'];
    const trained = detectorNames.filter((name) => isTrained(findDetector(name)));
    assert.deepEqual([...new Set([...yardsticks, ...made.map(({ name }) => name)])].sort(), [...trained].sort());
  });
});
