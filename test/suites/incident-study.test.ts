import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { loadBackend } from '../../lib/runtime';
import { incidentStudy, incidentTable, summarizeIncidents, type IncidentRow } from '../../lib/suites';

describe('the study of incidents', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-incidents-'));
  before(() => loadBackend());
  after(() => fs.rmSync(root, { recursive: true }));

  it('compares each channel, the mean of their scores and one model of all, on the same steps', async () => {
    const data = path.join(root, 'pair');
    simulateSmapMsl(data, { channels: ['M-1', 'M-2'], length: 600 });
    const rows = await incidentStudy({ root: data, profile: 'smoke', seed: 0 });
    const seen = ['M-1', 'M-2', 'mean of the single models', 'one model of all'];
    assert.deepEqual(rows.map((row) => [row.incident, row.detector, row.seen]), [
      ...seen.map((each) => ['M-1, M-2', 'lstm-attention', each]),
      ...seen.map((each) => ['M-1, M-2', 'nearest-neighbour', each]),
    ]); // prettier-ignore
    for (const { rocAuc, falseAlarms, delay } of rows) {
      assert.ok(rocAuc >= 0 && rocAuc <= 1 && falseAlarms >= 0 && falseAlarms <= 1);
      assert.ok(delay === null || delay > 0);
    }
    assert.equal(incidentTable(rows).rows.length, 8);
  }).timeout(60_000);

  it('finds nothing where the channels of an incident are not all there', async () => {
    const data = path.join(root, 'single');
    simulateSmapMsl(data, { channels: ['M-1'], length: 400 });
    assert.deepEqual(await incidentStudy({ root: data, profile: 'smoke', seed: 0 }), []);
  });

  it('holds what sees all channels against the best and the average single one', () => {
    const row = (seen: string, rocAuc: number, delay: number | null): IncidentRow => {
      return { incident: 'x, y', detector: 'd', seen, rocAuc, prAuc: 0, falseAlarms: 0, delay };
    };
    const rows = [row('x', 0.6, 30), row('y', 0.8, null), row('mean of the single models', 0.75, 10)];
    const [later] = summarizeIncidents([...rows, row('one model of all', 0.9, 40)]);
    assert.deepEqual(
      { ...later, meanSingle: Number(later.meanSingle.toFixed(9)) },
      {
        incident: 'x, y',
        detector: 'd',
        bestSingle: 0.8,
        meanSingle: 0.7,
        joint: 0.9,
        combined: 0.75,
        sooner: false,
        combinedSooner: true,
      },
    );
    assert.equal(summarizeIncidents([...rows, row('one model of all', 0.9, 20)])[0].sooner, true);
    assert.equal(summarizeIncidents([...rows, row('one model of all', 0.9, null)])[0].sooner, false);
  });
});
