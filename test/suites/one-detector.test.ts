import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl, writeNpy } from '../../lib/data';
import {
  fileSource,
  measuresOn,
  Results,
  runSuite,
  smapMslProtocol,
  smapMslSource,
  withPlaceRows,
  type MeasuredOn,
  type Protocol,
  type SuiteProgress,
  type SuiteTable,
} from '../../lib/experiments';
import { baselineRows } from '../../lib/leaderboard';
import { trivialDetectors } from '../../lib/models';
import { channelTable, toMarkdown } from '../../lib/tables';
import { oneDetectorTable, showOneDetector, showSuite, type OneDetector } from '../../lib/suites';

/** Rows that know the place alone. */
const places = ['time-index', 'everything after the first 60 %', 'cut chosen on other incidents', 'position prior'];

/** What must repeat: everything but the time it took. */
const figures = (value: unknown) =>
  JSON.stringify(value, (key, each: unknown) => (key === 'seconds' ? undefined : each));

describe('one detector on telemetry', () => {
  const root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-run-')), 'data');
  before(() => simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 1200 }));
  after(() => fs.rmSync(path.dirname(root), { recursive: true }));
  const tableOf = (channels: readonly string[], more: Partial<OneDetector> = {}) =>
    oneDetectorTable({ detector: 'lstm-vae', source: smapMslSource(root, channels), seeds: [3], ...more });
  const run = async (channels: readonly string[], more: Partial<OneDetector> = {}) =>
    (await runSuite([tableOf(channels, more)], { profile: 'smoke' })).results;

  it('stands beside the trivial detectors, by the protocol that suits it', () => {
    const table = tableOf(['P-1', 'D-1']);
    assert.deepEqual(
      table.rows.map(({ label }) => label),
      ['lstm-vae', ...trivialDetectors, ...places],
    );
    assert.deepEqual([table.title, table.protocol], ['Macro average of 2 channels', smapMslProtocol]);
    assert.deepEqual(table.measures, measuresOn('windows'));
    assert.deepEqual(table.measures.slice(0, 5), ['precision', 'recall', 'f1', 'rocAuc', 'prAuc']);
    const transformer = tableOf(['P-1'], { detector: 'anomaly-transformer', protocol: { stride: 20 } });
    const { windowSize, stride } = transformer.protocol;
    assert.deepEqual([transformer.title, windowSize, stride], ['Macro average of 1 channel', 200, 20]);
    const random = tableOf(['P-1'], { detector: 'random' });
    assert.deepEqual(
      random.rows.map(({ label }) => label).sort(),
      [...trivialDetectors, ...places].sort(),
      'each once',
    );
  });

  it("is measured on all if it scores whole series, and then stands beside the leaderboard's baselines", () => {
    const ensemble = tableOf(['P-1'], { detector: 'multi-scale' });
    assert.deepEqual(ensemble.protocol.measuredOn, ['windows', 'steps', 'events']);
    assert.deepEqual(ensemble.rows.slice(1), withPlaceRows(baselineRows, ensemble.source));
    const [{ label, about, protocol: found }] = ensemble.rows;
    assert.deepEqual(found, { threshold: { kind: 'otsu' } }, 'it finds its threshold in the scores');
    const threshold = { kind: 'percentile', percentile: 90, of: 'training' } as const;
    const given = tableOf(['P-1'], { detector: 'multi-scale', protocol: { threshold } });
    assert.deepEqual([given.rows[0].protocol, given.protocol.threshold], [undefined, threshold], 'unless one is given');
    assert.deepEqual([label, about], ['multi-scale', { kind: 'ensemble', use: 'offline' }]);
    const config = { pool: 'past' };
    const [{ label: changed, about: other, protocol }] = tableOf(['P-1'], { detector: 'multi-scale', config }).rows;
    assert.deepEqual([changed, other!.use, protocol], ['multi-scale', 'streaming', undefined]);
    const onWindows = tableOf(['P-1'], { detector: 'multi-scale', protocol: { measuredOn: ['windows'] } });
    assert.deepEqual(onWindows.protocol, smapMslProtocol);
    assert.deepEqual(onWindows.rows.map((row) => row.label).slice(1), [...trivialDetectors, ...places]);
    const onEvents = tableOf(['P-1'], { protocol: { measuredOn: ['events'] } });
    assert.ok(onEvents.measures.includes('eventF1') && !onEvents.measures.includes('f1'));
  });

  it('is in the table once, were it a baseline, and keeps how its sequences are found', () => {
    for (const detector of ['k-means', 'nearest-neighbour', 'random', 'all-anomalous']) {
      const table = tableOf(['P-1'], { detector, protocol: { measuredOn: ['steps', 'events'] } });
      const labels = table.rows.map(({ label }) => label);
      assert.deepEqual([labels[0], labels.length, new Set(labels).size], [detector, 13, 13], labels.join());
      const twin = baselineRows.find(({ label }) => label === detector)!;
      assert.deepEqual(table.rows[0].view, twin.view, detector);
    }
  });

  it('stands beside the baseline that it is, where it has other settings', () => {
    const protocol = { measuredOn: ['steps'] as MeasuredOn[] };
    const table = tableOf(['P-1'], { detector: 'k-means', config: { clusters: 4 }, protocol });
    assert.deepEqual(table.rows[0].view, undefined);
    assert.deepEqual(
      table.rows.map(({ label }) => label),
      ['k-means, settings given', ...withPlaceRows(baselineRows, table.source).map(({ label }) => label)],
    );
    const none = tableOf(['P-1'], { detector: 'multi-scale', config: {} });
    assert.equal(none.rows[0].label, 'multi-scale');
  });

  it('takes no threshold where events alone are measured', () => {
    const threshold = { kind: 'percentile', percentile: 90, of: 'training' } as const;
    const measured = (...measuredOn: MeasuredOn[]) => ({ protocol: { threshold, measuredOn } });
    assert.throws(
      () => tableOf(['P-1'], measured('events')),
      /^Error: lstm-vae measured on events alone: expected no percentile or other threshold, as sequences of events have/,
    );
    assert.deepEqual(tableOf(['P-1'], measured('steps', 'events')).protocol.threshold, threshold);
    const place = tableOf(['P-1'], { detector: 'time-index', ...measured('events') });
    assert.deepEqual(place.protocol.threshold, threshold, 'its sequences are the stretches above it');
    assert.equal(place.rows[0].about!.use, 'offline', 'it needs the length of the series');
  });

  it('has no note of a threshold where events alone are measured', async () => {
    const notesOf = async (...measuredOn: MeasuredOn[]) => {
      const table = tableOf(['D-1'], { detector: 'range', protocol: { measuredOn } });
      const { results } = await runSuite([{ ...table, rows: table.rows.slice(0, 1) }], { profile: 'smoke' });
      return showOneDetector(table, results).notes.filter((note) => note.startsWith('Threshold: '));
    };
    assert.deepEqual(await notesOf('events'), []);
    assert.deepEqual(await notesOf('windows'), ['Threshold: percentile 70 of the training scores.']);
  });

  /** Notes on figures that are made up. */
  const notesOn = (more: Partial<OneDetector>, change: Partial<SuiteTable> = {}) => {
    const table = { ...tableOf(['D-1'], more), ...change };
    const measured = { table: table.name, channel: 'D-1', seed: 3, epochs: 0, steps: 0, seconds: 1, warnings: [] };
    const alarms = { delays: [null], falseAlarms: 0, alarmSteps: 0, steps: 900, stepSeconds: 60 };
    const rows = table.rows.map(({ label }) => ({ ...measured, row: label, measures: { vusPr: 0.5 }, alarms }));
    return showOneDetector(table, new Results(rows)).notes;
  };

  it('names the rule of each threshold, and the rows that have another', () => {
    const thresholdOf = (more: Partial<OneDetector>, rows?: SuiteTable['rows']) =>
      notesOn(more, rows && { rows }).filter((note) => note.startsWith('Threshold: '));
    const measured = (threshold?: Protocol['threshold']) => ({
      protocol: { measuredOn: ['steps'] as MeasuredOn[], ...(threshold && { threshold }) },
    });
    assert.deepEqual(thresholdOf({ detector: 'multi-scale', ...measured() }), [
      "Threshold: percentile 70 of the training scores; of 'multi-scale' Otsu's cut of the test scores; of 'everything after the first 60 %' percentile 60 of the training scores; of 'cut chosen on other incidents' one of its own on each channel.",
    ]);
    const alone = tableOf(['D-1'], { detector: 'pca', ...measured() }).rows.slice(0, 1);
    for (const [rule, text] of [
      [{ kind: 'sigma', k: 3 }, 'the mean of the training scores and 3 of their deviations'],
      [{ kind: 'percentile', percentile: 99, of: 'both' }, 'percentile 99 of the training and test scores together'],
      [{ kind: 'false-positive-rate', rate: 0.01 }, 'a share of 0.01 of false positives by the training scores'],
      [
        { kind: 'spot', q: 0.001, level: 0.98, driftWindow: 0 },
        'SPOT with a risk of 0.001 above level 0.98, set by the training scores',
      ],
    ] as const) {
      assert.deepEqual(thresholdOf({ detector: 'pca', ...measured(rule) }, alone), [`Threshold: ${text}.`]);
    }
  });

  it('says what an alarm is, and how long a step, wherever alarms are shown', () => {
    const notesOf = (measuredOn: MeasuredOn[], stepSeconds?: number) =>
      notesOn({ detector: 'pca', protocol: { measuredOn, stepSeconds } }).filter((note) => /^An alarm/.test(note));
    assert.deepEqual(notesOf(['steps']), []);
    assert.match(notesOf(['alarms'])[0], /over after 100 steps .* A step counts as a minute \(stepSeconds/);
    assert.match(notesOf(['steps', 'alarms'], 300)[0], /A step counts as 5 minutes/);
    assert.match(notesOf(['alarms'], 1)[0], /A step counts as a second/);
    assert.match(notesOf(['alarms'], 90)[0], /A step counts as 90 seconds/);
    const [first] = tableOf(['D-1'], { detector: 'pca' }).rows;
    const table = {
      ...tableOf(['D-1']),
      rows: [first],
      protocol: { ...smapMslProtocol, measuredOn: ['alarms' as const] },
    };
    const measured = { table: table.name, channel: 'D-1', seed: 3, epochs: 0, steps: 0, seconds: 1, warnings: [] };
    const results = new Results([{ ...measured, row: first.label, measures: { foundEver: 1 } }]);
    const { notes } = showSuite({ tables: [table], results });
    assert.ok(
      notes.some((note) => note.startsWith('An alarm is over')),
      'in a suite, too',
    );
  });

  it('has a note on what fits to the test series, of the detectors that it shows', () => {
    const notesOf = (detector: string, config: OneDetector['config']) => {
      const notes = notesOn({ detector, config, protocol: { measuredOn: ['steps'] } });
      return notes.filter((note) => /transductive/.test(note));
    };
    assert.match(notesOf('multi-scale', {}).join(), /^The multi-scale ensemble is transductive[^']*$/);
    assert.match(notesOf('autoencoder-ensemble', {}).join(), /^The autoencoder ensemble is transductive[^']*$/);
    assert.deepEqual(notesOf('multi-scale', { pool: 'past' }), []);
    assert.deepEqual(notesOf('autoencoder-ensemble', { form: 'causal' }), []);
    assert.deepEqual(notesOf('pca', {}), []);
  });

  it('has tables with empty cells on a test series without an anomaly, whatever is measured', async () => {
    const write = (name: string, label: string) => {
      const rows = Array.from({ length: 300 }, (_, time) => `${Math.sin(time / 5)},${Math.cos(time / 7)}${label}`);
      const file = path.join(path.dirname(root), name);
      fs.writeFileSync(file, [`a,b${label && ',label'}`, ...rows, ''].join('\n'));
      return file;
    };
    const source = fileSource({ train: write('normal.csv', ''), test: write('quiet.csv', ',0') });
    for (const measuredOn of [['windows'], ['steps'], ['windows', 'steps', 'events']] as const) {
      const table = oneDetectorTable({
        detector: 'pca',
        source,
        seeds: [0],
        protocol: { measuredOn: [...measuredOn] },
      });
      const { results } = await runSuite([table], { profile: 'smoke' });
      const text = showOneDetector(table, results)
        .shown.map((each) => toMarkdown(each))
        .join('\n');
      assert.match(text, /^\| pca .*\| +–/m, measuredOn.join());
    }
  });

  it('has the same figures for the same seed, whichever channels run beside', async () => {
    const both = await run(['P-1', 'D-1']);
    const alone = await run(['D-1']);
    assert.equal(figures(both.channel('D-1')), figures(alone));
    const other = await run(['D-1'], { seeds: [4] });
    assert.notEqual(other.row('lstm-vae').only().threshold, alone.row('lstm-vae').only().threshold);
  });

  it('is averaged over its channels, which a table shows one by one', async () => {
    const results = await run(['P-1', 'D-1'], { detector: 'range' });
    const row = results.row('range');
    const [p, d] = ['P-1', 'D-1'].map((name) => row.channel(name).only().measures.f1!);
    assert.deepEqual(row.over('f1'), [(p + d) / 2]);
    const markdown = toMarkdown(channelTable(tableOf(['P-1', 'D-1']), row));
    assert.match(markdown, /Channel +\| Precision .*\| Epochs \| Seconds/);
    assert.match(markdown, /^\| P-1 +\|/m);
    assert.match(markdown, /^\| D-1 +\|/m);
  });

  it('reports progress by channel and epoch, and drops the channel in hand when it is stopped', async () => {
    const seen: SuiteProgress[] = [];
    const abort = new AbortController();
    const onProgress = (progress: SuiteProgress) => {
      seen.push(progress);
      abort.abort();
    };
    const options = { profile: 'smoke', onProgress, signal: abort.signal } as const;
    const { results, interrupted } = await runSuite([tableOf(['P-1', 'D-1'])], options);
    const [{ label, epoch, done, total }] = seen;
    assert.deepEqual([label, epoch, done, total], ['lstm-vae: lstm-vae, P-1', 1, 0, 18]);
    assert.deepEqual([results.rows.length, interrupted], [0, true], 'a half-trained channel has no result');
  });

  it('is refused with one sentence for an unknown detector, channel or folder, or a bad file', async () => {
    await assert.rejects(
      run(['P-1'], { detector: 'lstm-vea' }),
      /unknown detector 'lstm-vea', expected lstm-vae, .*, random, all-anomalous/,
    );
    assert.throws(() => smapMslSource(root, ['D-11']), /unknown channel 'D-11'.*D-1/);
    assert.throws(() => smapMslSource('/nowhere', 'all'), /\/nowhere.*labeled_anomalies\.csv/);
    const copy = path.join(path.dirname(root), 'broken');
    fs.cpSync(root, copy, { recursive: true });
    writeNpy(path.join(copy, 'test', 'P-1.npy'), { shape: [400, 3], data: new Float64Array(1200) });
    assert.throws(() => smapMslSource(copy, ['P-1']), /P-1: train has 25 features, test has 3/);
  });
});
