import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { atSizeSentence, missingChannels, readTransformerAtSize, transformerCost, transformerTables } from '../../lib/suites'; // prettier-ignore
import { toMarkdown } from '../../lib/tables';
import { rowsOf } from '../support/hand-made-rows';

describe('the transformer at the report size', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-at-size-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const measures = { precision: 0.5, recall: 0.25, accuracy: 0.75 };
  const costs = { epochs: 12, steps: 60, seconds: 900, measures };
  const transformer = rowsOf('anomaly-transformer', { 'P-1': [0.3], 'D-1': [0.5] }, costs);
  const all = rowsOf('all-anomalous', { 'P-1': [0.6], 'D-1': [0.6] }, { measures });
  const content = {
    model: 'anomaly-transformer',
    profile: 'full',
    simulated: false,
    backend: 'tensorflow on CPU',
    provenance: { versions: [{ telltale: '0.1.0', node: '20', code: 'abc' }], peakMemoryBytes: 4 * 2 ** 30 },
    results: [...transformer.rows, ...all.rows],
  };
  const write = (value: unknown) => {
    const file = path.join(folder, 'results.json');
    fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };

  it('is read with what stands beside it, and shown by channel and on average', () => {
    const found = readTransformerAtSize(write(content))!;
    assert.deepEqual(found.transformer.channels, ['P-1', 'D-1']);
    assert.equal(missingChannels(found), "2 of 28 channels at the report's size");
    const { byChannel, macro } = transformerTables(found);
    assert.match(
      toMarkdown(byChannel),
      /\| D-1 +\| +\.500 \| +\.250 \| +\.500 \| +\.500 \| +\.500 \| +\.750 \| +12 \| +900 \|/,
    );
    assert.match(toMarkdown(macro), /\| anomaly-transformer, 8 x 512 +\| +\.500 \| +\.250 \| +\.400 \|/);
    assert.match(
      atSizeSentence(found),
      /on 2 of 28 channels: F1 \.400.*have a higher F1: all-anomalous; a higher ROC-AUC: all-anomalous\.$/,
    );
    const small = rowsOf('small', { 'P-1': [0.1] });
    assert.match(
      atSizeSentence(found, small),
      /On the 1 of them that were run above, the small one has an F1 of \.100 and this one \.300\.$/,
    );
    const cost = transformerCost(found);
    assert.deepEqual([cost.trainingSeconds, cost.peakMemoryBytes, cost.channels], [1800, 4 * 2 ** 30, 2]);
  });

  it('has the seconds of the channels that the file names for it', () => {
    const [first, second] = transformer.rows;
    const busy = { ...second, seconds: 90_000, steps: 120 };
    const found = readTransformerAtSize(
      write({ ...content, timed: [first.channel], results: [first, busy, ...all.rows] }),
    )!;
    const { byChannel, macro } = transformerTables(found);
    assert.match(toMarkdown(byChannel), /\| P-1 .*\| +900 \|\n\| D-1 .*\| +– \|/);
    assert.match(macro.caption!, /know nothing of it$/);
    assert.match(
      atSizeSentence(found),
      / Its seconds are the mean of P-1, beside which one more channel was trained at most\.$/,
    );
    const cost = transformerCost(found);
    // 900 seconds for 60 steps, and 120 steps more.
    assert.deepEqual([cost.trainingSeconds, cost.steps, cost.channels], [2700, 180, 2]);
    assert.match(cost.model, /times from 1 of them$/);
    assert.throws(
      () => readTransformerAtSize(write({ ...content, timed: ['X-1'] })),
      /timed: expected channels of P-1, D-1; found X-1\./,
    );
  });

  it('marks the cut that labels chose as an oracle, and does not count it among what knows nothing', () => {
    const cut = rowsOf('everything after the first 60 %', { 'P-1': [0.9], 'D-1': [0.9] }, { measures });
    const found = readTransformerAtSize(write({ ...content, results: [...content.results, ...cut.rows] }))!;
    const { macro } = transformerTables(found);
    assert.deepEqual(macro.rows.map(([name]) => name), ['anomaly-transformer, 8 x 512', 'all-anomalous', 'ORACLE: everything after the first 60 %']); // prettier-ignore
    assert.deepEqual(macro.unranked, [2]);
    assert.match(atSizeSentence(found), /have a higher F1: all-anomalous; a higher ROC-AUC: all-anomalous\.$/);
  });

  it('may not be there yet', () => {
    assert.equal(readTransformerAtSize(path.join(folder, 'none.json')), undefined);
    assert.equal(missingChannels(undefined), "0 of 28 channels at the report's size");
    const whole = rowsOf(
      'anomaly-transformer',
      Object.fromEntries(Array.from({ length: 28 }, (_, i) => [`c${i}`, [0.5]])),
    );
    assert.equal(missingChannels({ ...readTransformerAtSize(write(content))!, transformer: whole }), undefined);
  });

  it('is refused where the file is another one, with the field', () => {
    const refused = (value: unknown, message: RegExp) =>
      assert.throws(() => readTransformerAtSize(write(value)), (error: Error) => error.name === 'DataError' && message.test(error.message)); // prettier-ignore
    refused('{', /^results\.json: expected JSON/);
    refused({ ...content, profile: 'quick' }, /results\.json: .*profile/);
    refused({ ...content, simulated: true }, /simulated/);
    refused({ ...content, results: all.rows }, /expected rows of anomaly-transformer, found all-anomalous\./);
    const [first] = transformer.rows;
    const tiny = { ...first, parameters: 2555 };
    refused(
      { ...content, results: [tiny] },
      /expected the transformer at the report's size, found 2,555 parameters on P-1\./,
    );
    refused({ ...content, results: [{ ...first, seconds: 'long' }] }, /results\.0\.seconds|seconds/);
  });
});
