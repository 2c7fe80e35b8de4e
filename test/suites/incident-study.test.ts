import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { loadBackend } from '../../lib/runtime';
import { incidentSentence, incidentStudy, incidentTable, summarizeIncidents, type IncidentRow } from '../../lib/suites';

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
      ['M-1, M-2', 'constant', 'one model of all'],
      ['M-1, M-2', 'time-index', 'the place alone'],
      ['M-1, M-2', 'position prior', 'the place alone'],
    ]); // prettier-ignore
    for (const { rocAuc, falseAlarms, delay } of rows) {
      assert.ok(rocAuc >= 0 && rocAuc <= 1 && falseAlarms >= 0 && falseAlarms <= 1);
      assert.ok(delay === null || delay > 0);
    }
    assert.equal(incidentTable(rows).rows.length, 11);
    assert.equal(summarizeIncidents(rows).length, 2);
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
        knowingNothing: {},
      },
    );
    const blind = [
      { ...row('one model of all', 0.946, null), detector: 'constant' },
      { ...row('the place alone', 1, null), detector: 'time-index' },
      { ...row('the place alone', 0.2, null), detector: 'position prior' },
    ];
    const summaries = summarizeIncidents([...rows, row('one model of all', 0.915, 40), ...blind]);
    assert.equal(summaries.length, 1, 'what knows nothing is not a comparison');
    assert.deepEqual(summaries[0].knowingNothing, { constant: 0.946, 'time-index': 1, 'position prior': 0.2 });
    const said = incidentSentence(summaries);
    assert.ok(said.includes('than the one model of all in 1 of 1: d on x, y with .915 (constant .946, time-index 1.000). With one seed'), said); // prettier-ignore
    assert.match(incidentSentence([later]), /than the one model of all in 0 of 1\. With one seed/);
    assert.equal(summarizeIncidents([...rows, row('one model of all', 0.9, 20)])[0].sooner, true);
    assert.equal(summarizeIncidents([...rows, row('one model of all', 0.9, null)])[0].sooner, false);
  });
});
