import assert from 'node:assert/strict';
import { measuresOn, Results, type Measures, type WindowMeasures } from '../../../lib/experiments';
import {
  hardChannels,
  incidentTable,
  leaderboardChannelTable,
  leaderboardEventTable,
  leaderboardNotes,
  leaderboardSequenceTable,
  leaderboardStepTable,
  leaderboardTables,
  leaderboardWindowTable,
  ownSeriesNotes,
  type SeriesAtHand,
  type LeaderboardResult,
  type LeaderboardRow,
} from '../../../lib/leaderboard';
import { leaderboardMeasureTable } from '../../../lib/leaderboard/tables/measures';
import { leaderboardPartTable } from '../../../lib/leaderboard/tables/parts';
import { leaderboardRankTable } from '../../../lib/leaderboard/tables/steps';
import { measureColumn, toMarkdown, type Table } from '../../../lib/tables';

const measures = (value: number) =>
  Object.fromEntries(measuresOn('windows').map((name) => [name, value])) as WindowMeasures;
const nothing = { table: 'leaderboard', epochs: 0, steps: 0, seconds: 1, warnings: [] };

/** A row whose measures are all one number a channel, with each seed. */
function result(label: string, seeds: readonly (readonly number[])[], change: Measures = {}): LeaderboardRow {
  const rows = seeds.flatMap((values, seed) =>
    values.map((value, i) => ({
      ...nothing,
      row: label,
      channel: `c${i}`,
      seed,
      measures: {
        ...measures(value),
        ...Object.fromEntries(measuresOn('steps').map((name) => [name, value])),
        truePositives: i,
        falsePositives: 1,
        falseNegatives: 0,
        predictedShare: value / 2,
        ...change,
      },
    })),
  );
  return { label, about: { kind: 'baseline', use: 'offline' }, results: new Results(rows) };
}

const keep = (row: LeaderboardRow, ...channels: string[]): LeaderboardRow => ({
  ...row,
  results: row.results.where(({ channel }) => channels.includes(channel)),
});

const asOracle = (row: LeaderboardRow): LeaderboardRow => ({ ...row, about: { ...row.about, oracle: true } });

const channels = ['c0', 'c1', 'c2'];

const results = [result('base', [[0.2, 0.4, 0.6]]), result('better', [[0.3, 0.5, 0.9], [0.5, 0.7, 0.9]])]; // prettier-ignore

/** Of the report's channels c0 and c1. */
const inside = results.map((row) => keep(row, 'c0', 'c1'));
const headings = ({ columns }: { columns: readonly (string | { heading: string })[] }) =>
  columns.map((column) => (typeof column === 'string' ? column : column.heading));

/** The cells of a row under some headings. */
const cells = (table: Table, row: number, ...of: readonly string[]) =>
  of.map((heading) => table.rows[row][headings(table).indexOf(heading)]);

/** What a run of the leaderboard found, in which some rows are ensembles and the others baselines. */
function found(rows: readonly LeaderboardRow[], ...ensembles: readonly string[]): LeaderboardResult {
  return {
    rows: rows.map(({ label }) => {
      const kind = ensembles.includes(label) ? 'ensemble' : 'baseline';
      return { label, detector: label, about: { kind, use: 'offline' } };
    }),
    results: new Results(rows.flatMap((row) => row.results.rows)),
    judged: ['c0', 'c1'],
    spacecraft: new Map(channels.map((channel) => [channel, channel === 'c2' ? 'MSL' : 'SMAP'])),
    incidents: new Map(channels.map((channel) => [channel, channel])),
    clipped: new Map(channels.map((channel, i) => [channel, i / 4])),
    profile: 'smoke',
    backend: 'none',
    warnings: [],
    failures: [],
    interrupted: false,
    provenance: { versions: [] },
  };
}

describe('leaderboard tables', () => {
  it('averages one number per seed, and compares channel by channel with the best baseline', () => {
    const table = leaderboardWindowTable(inside);
    const f1 = table.rows.map((row) => Array.from(row[5] as number[], (value) => Number(value.toFixed(9))));
    assert.deepEqual(f1, [[0.3], [0.4, 0.6]]);
    // `better` is a baseline too, and the best: the other is held against it.
    assert.match(
      table.caption!,
      /macro average of 2 channels; differences to better; too few channels for an interval$/,
    );
    assert.equal(table.rows[1][headings(table).indexOf('ΔF1 [95%]')], undefined);
    assert.match(toMarkdown(table), /\| +-\.200 \|/);
    assert.equal(table.rows[0].at(-1), '0-0-2');
  });

  it('has a column of nats where a row has a code that carries some', () => {
    const history = { trainLoss: [], validationLoss: [], phaseLosses: {}, learningRates: [], bestEpoch: 0 };
    const rest = { ended: 'epochs', steps: 0, seconds: 0, warnings: [] } as const;
    const [first, ...others] = inside;
    const rows = first.results.rows.map((row, i) => ({ ...row, history: { ...history, ...rest, nats: i / 10 } }));
    const table = leaderboardWindowTable([{ ...first, results: new Results(rows) }, ...others]);
    assert.deepEqual([cells(table, 0, 'Nats of z'), cells(table, 1, 'Nats of z')], [[[0.05]], [null]]);
    assert.ok(!headings(leaderboardWindowTable(inside)).includes('Nats of z'));
  });

  it('has intervals of five channels and more', () => {
    const five = [result('base', [[0.2, 0.4, 0.6, 0.1, 0.2]]), result('better', [[0.3, 0.5, 0.9, 0.3, 0.5]])];
    const table = leaderboardWindowTable(five);
    assert.match(table.caption!, /differences to better$/);
    // Differences -.1, -.1, -.3, -.2, -.3: mean -.2, squares .04; 2.776 * sqrt(5 / 4 * .04) / 5 = .124.
    assert.match(toMarkdown(table), /\| -\.200 \[-\.324, -\.076\] \|/);
  });

  it('says by which protocol windows were judged', () => {
    const captionOf = (windowSize: number, percentile: number) =>
      leaderboardWindowTable(inside, {
        windowSize,
        stride: 4,
        threshold: { kind: 'percentile', percentile, of: 'training' },
      }).caption!;
    assert.match(
      leaderboardWindowTable(inside).caption!,
      /^Protocol \(a\): windows of 10 with stride 5, threshold at the 70th /,
    );
    assert.match(
      captionOf(20, 91),
      /^Protocol \(a\): windows of 20 with stride 4, threshold at the 91st percentile of the train/,
    );
    for (const [percentile, text] of [
      [11, '11th'],
      [42, '42nd'],
      [13, '13th'],
      [93, '93rd'],
      [99.5, '99.5th'],
    ] as const) {
      assert.match(captionOf(20, percentile), new RegExp(`at the ${text} percentile`));
    }
  });

  it('holds each measure against the best baseline by that measure', () => {
    const keen = keep(result('keen', [[0.1, 0.1]], { rocAuc: 0.9 }), 'c0', 'c1');
    const table = leaderboardWindowTable([...inside, keen]);
    assert.match(
      table.caption!,
      /differences to the best baseline: in F1 better; in ROC-AUC keen; in PR-AUC better; too few channels for an interval$/,
    );
    const [own, other] = cells(table, 1, 'ΔF1 [95%]', 'ΔROC-AUC [95%]') as [undefined, string];
    assert.equal(own, undefined);
    assert.equal(other, '-.400');
    const [f1, rocAuc] = cells(table, 2, 'ΔF1 [95%]', 'ΔROC-AUC [95%]') as [string, undefined];
    assert.equal(f1, '-.400');
    assert.equal(rocAuc, undefined);
  });

  it('counts incidents beside channels', () => {
    const incidents = new Map([['c0', 'c0'], ['c1', 'c0'], ['c2', 'c2']]); // prettier-ignore
    const table = leaderboardWindowTable(results, undefined, incidents);
    assert.match(
      table.caption!,
      /macro average of 3 channels, 2 incidents; differences to better; too few incidents for an interval$/,
    );
    assert.deepEqual(cells(table, 0, 'F1 wins-ties-losses', 'F1 by incident'), ['0-0-3', '0-0-2']);
    const steps = leaderboardStepTable(results, 'SMAP', incidents);
    assert.deepEqual(cells(steps, 0, 'VUS-PR wins-ties-losses', 'VUS-PR by incident'), ['0-0-3', '0-0-2']);
    assert.match(leaderboardEventTable(results, 'SMAP', incidents).caption!, /overlaps it; differences to/);
    const byIncident = leaderboardRankTable(results, incidents).caption!;
    assert.match(byIncident, /over 3 channels, .* \(Nemenyi, 5%, 2 incidents\)$/);
    const critical = (caption: string) => Number(/less than ([\d.]+)/.exec(caption)![1]);
    assert.ok(critical(byIncident) > critical(leaderboardRankTable(results).caption!));
  });

  it('has no differences where no baseline was finished', () => {
    const deep = inside.map((row): LeaderboardRow => ({ ...row, about: { kind: 'deep', use: 'offline' } }));
    const tables = [
      leaderboardWindowTable(deep),
      leaderboardStepTable(deep, 'SMAP'),
      leaderboardEventTable(deep, 'SMAP'),
    ];
    for (const table of tables) {
      assert.doesNotMatch(table.caption!, /differences/);
      assert.ok(!headings(table).some((heading) => /95%|wins/.test(heading)), headings(table).join());
      for (const row of table.rows) assert.equal(row.length, table.columns.length);
    }
  });

  it('has no intervals for one channel', () => {
    const table = leaderboardWindowTable(inside.map((row) => keep(row, 'c0')));
    assert.match(table.caption!, /one channel$/);
    assert.ok(!headings(table).some((heading) => heading.includes('95%')));
  });

  it('marks what was chosen on the judged channels as an oracle, and never takes it for a baseline', () => {
    const best = asOracle(keep(result('told', [[1, 1]]), 'c0', 'c1'));
    const table = leaderboardWindowTable([best, ...inside]);
    assert.match(String(table.rows[0][0]), /^ORACLE: /);
    assert.match(table.caption!, /differences to better; too few/);
    // The oracle has the best figures, but is not set in bold.
    const line = (of: Table) => toMarkdown(of).split('\n').find((each) => each.includes('ORACLE'))!; // prettier-ignore
    assert.match(line(leaderboardWindowTable([best, ...inside])), /1\.000/);
    assert.doesNotMatch(line(leaderboardWindowTable([best, ...inside])), /\*\*/);
    assert.match(toMarkdown(leaderboardWindowTable([best, ...inside])), /\*\*\.500 ± \.141\*\*/);
  });

  it('shows a spacecraft at a time, with point-adjusted and oracle columns named so', () => {
    const table = leaderboardStepTable(inside, 'SMAP');
    assert.match(table.caption!, /SMAP.*of 2 channels/);
    assert.ok(headings(table).includes('point-adjusted F1') && headings(table).includes('best F1 (oracle)'));
    assert.deepEqual(
      (table.rows[1][3] as number[]).map((value) => Number(value.toFixed(9))),
      [0.4, 0.6],
    );
  });

  it('sets no share of predicted steps in bold, and every measure of steps and windows as the measure says', () => {
    const own = (what: 'windows' | 'steps') => measuresOn(what).map(measureColumn);
    assert.deepEqual(leaderboardStepTable(inside, 'SMAP').columns.slice(3, -2), own('steps'));
    assert.deepEqual(leaderboardWindowTable(inside).columns.slice(3, -4), own('windows'));
    const { columns } = leaderboardEventTable(inside, 'SMAP');
    assert.deepEqual(columns[2], { heading: 'precision', best: 'highest' });
    assert.ok(columns.includes('share of steps predicted'));
  });

  it("shows VUS-PR on the report's channels and on the others, of each spacecraft", () => {
    const { spacecraft } = found(results);
    const table = leaderboardPartTable(results, { judged: ['c0'], spacecraft });
    assert.match(table.caption!, /^Protocol \(b\), VUS-PR on .*: SMAP, report's 1; SMAP, others 1; MSL, others 1$/);
    assert.deepEqual(headings(table), ['detector', "SMAP, report's", 'SMAP, others', 'MSL, others']);
    assert.deepEqual(table.rows[0], ['base', [0.2], [0.4], [0.6]]);
    assert.deepEqual(table.rows[1], ['better', [0.3, 0.5], [0.5, 0.7], [0.9, 0.9]]);
  });

  it('ranks rows by channel and leaves oracles out', () => {
    const { rows, caption } = leaderboardRankTable([asOracle(results[0]), ...results]);
    assert.deepEqual(rows.map(([label, rank]) => [label, rank]), [['better', [1]], ['base', [2]]]); // prettier-ignore
    assert.match(caption!, /3 channels/);
  });

  it('says which measures order the rows alike, and where random scores come out', () => {
    const rows = [0.1, 0.5, 0.9].map((value, i) =>
      result(i === 0 ? 'random' : `row ${i}`, [[value, value, value]], { pointAdjustedF1: -value }),
    );
    const table = leaderboardMeasureTable([asOracle(rows[2]), ...rows], 'SMAP');
    const [first, last] = [table.rows[0], table.rows.at(-1)!];
    const rounded = (cell: unknown) => (cell as number[]).map((value) => Math.round(1e9 * value) / 1e9);
    assert.deepEqual([first[0], rounded(first[1]), first[2]], ['VUS-PR', [1], '3 of 3']);
    assert.deepEqual([last[0], rounded(last[1]), last[2]], ['point-adjusted F1', [-1], '1 of 3']);
  });

  it('counts events together', () => {
    const table = leaderboardEventTable(inside, 'SMAP');
    assert.deepEqual(cells(table, 0, 'precision', 'recall', 'F1'), [[1 / 3], [1], [0.5]]);
    const [share] = cells(table, 0, 'share of steps predicted') as number[][];
    assert.ok(Math.abs(share[0] - 0.15) < 1e-12);
  });

  it('holds no row against one that calls everything anomalous, by events', () => {
    const events = { truePositives: 3, falsePositives: 0, falseNegatives: 0, predictedShare: 1 };
    const all = result('all-anomalous', [[0, 0, 0]], events);
    const table = leaderboardEventTable([{ ...all, about: { kind: 'trivial', use: 'streaming' } }, ...results], 'SMAP');
    assert.match(table.caption!, /differences to base; too few channels for an interval$/);
    assert.deepEqual([cells(table, 0, 'F1', 'share of steps predicted'), table.unranked], [[[1], [1]], [0]]);
    assert.ok(!headings(table).includes('use'));
  });

  it('has tables of what a stopped run finished, were it an oracle alone or rows without a baseline', () => {
    const rowOf = (label: string) => result(label, [[0.2, 0.4, 0.6]]);
    const captionsOf = (labels: readonly string[], oracle?: string) => {
      const run = found(labels.map(rowOf), ...labels);
      const rows = run.rows.map((row) => ({ ...row, about: { ...row.about!, oracle: row.label === oracle } }));
      return leaderboardTables({ ...run, rows, interrupted: true }).map(({ caption }) => caption!);
    };
    const names = (captions: readonly string[]) => captions.map((caption) => caption.slice(0, 12));
    const protocols = ['Protocol (a)', 'Protocol (b)', 'Protocol (b)', 'Protocol (c)', 'Protocol (c)'];
    assert.deepEqual(names(captionsOf(['shipped'], 'shipped')), protocols);
    assert.deepEqual(names(captionsOf(['shipped', 'one'], 'shipped')), protocols);
    assert.equal(captionsOf(['one', 'two']).length, 11);
  });

  it('has empty cells where a measure is undefined, on one channel of two or on all', () => {
    const nowhere = (row: LeaderboardRow, isWanted = (_: string) => true): LeaderboardRow => {
      const none = { vusPr: null, stepPrAuc: null, rocAuc: null };
      const rows = row.results.rows.map((each) =>
        isWanted(each.channel) ? { ...each, measures: { ...each.measures, ...none } } : each,
      );
      return { ...row, results: new Results(rows) };
    };
    const all = [result('random', [[0.2, 0.4, 0.6]]), ...results];
    const quiet = all.map((row) => nowhere(row));
    for (const table of leaderboardTables(found(quiet))) toMarkdown(table);
    const windows = leaderboardWindowTable(quiet);
    assert.match(windows.caption!, /differences to better; too few channels for an interval$/);
    assert.deepEqual(cells(windows, 0, 'ROC-AUC', 'ΔROC-AUC [95%]'), [null, undefined]);
    assert.match(toMarkdown(windows), /^\| random .* \| +0-0-3 \|$/m);
    const steps = leaderboardStepTable(quiet, 'SMAP');
    assert.doesNotMatch(steps.caption!, /differences/);
    assert.deepEqual(cells(steps, 0, 'VUS-PR', 'AP'), [null, null]);
    const { rows: agreement } = leaderboardMeasureTable(quiet, 'SMAP');
    assert.deepEqual(agreement[0], ['VUS-PR', null, null, null]);
    assert.deepEqual(agreement.at(-1), ['point-adjusted F1', null, '2 of 3', null]);
    const ranks = leaderboardRankTable(quiet);
    assert.match(ranks.caption!, /is defined on no channel$/);
    assert.deepEqual(ranks.rows, [['random'], ['base'], ['better']]);
    // Of one row and one channel alone.
    const [first, ...others] = all;
    const partly = [nowhere(first, (channel) => channel === 'c1'), ...others];
    assert.match(leaderboardRankTable(partly).caption!, /over 2 channels/);
    assert.equal(leaderboardStepTable(partly, 'SMAP').rows[0].at(-1), '0-0-2');
    const without = leaderboardMeasureTable([...all, nowhere(result('other', [[0.1, 0.1, 0.1]]))], 'SMAP').rows;
    assert.deepEqual([without[0][2], without.at(-1)![2]], ['2 of 3', '2 of 4']);
    assert.ok(Math.abs((without.at(-1)![1] as number[])[0] - 1) < 1e-9);
  });

  it('counts the detectors that a coin would beat, by channel', () => {
    const time = result('time-index', [[0.9, 0.1, 0.5]]);
    const rows: LeaderboardRow[] = [
      ...results,
      asOracle(result('told', [[1, 1, 1]])),
      { ...time, about: { kind: 'trivial', use: 'streaming' } },
    ];
    // ROC-AUC: base .2, .4, .6; better .4, .6, .9. The oracle and the trivial row do not count.
    assert.deepEqual(
      hardChannels(rows).map(({ channel, failing, of, best }) => [channel, failing, of, best.label]),
      [
        ['c0', 2, 2, 'better'],
        ['c1', 1, 2, 'better'],
        ['c2', 0, 2, 'better'],
      ],
    );
    const clipped = new Map([['c0', 0.25]]);
    const table = leaderboardChannelTable(rows, clipped);
    assert.deepEqual(table.rows.map(([channel]) => channel), ['c0', 'c1']); // prettier-ignore
    assert.deepEqual(
      cells(table, 0, 'detectors below .5', 'of', 'best', 'base', 'time-index', 'share clipped by report 3'),
      [2, 2, 'better', 0.2, 0.9, 0.25],
    );
    assert.deepEqual(cells(table, 1, 'share clipped by report 3'), [null]);
  });

  it('lists incidents, the one of the most channels first', () => {
    const incidents = new Map([['c0', 'c0'], ['c1', 'c1'], ['c2', 'c1']]); // prettier-ignore
    assert.deepEqual(incidentTable(['c0', 'c1', 'c2'], incidents).rows, [[2, 'c1, c2'], [1, 'c0']]); // prettier-ignore
  });

  it('compares no rows of different channels', () => {
    const [base, better] = results;
    const rows = [keep(base, 'c0', 'c1'), keep(better, 'c0', 'c2')];
    assert.throws(
      () => leaderboardWindowTable(rows),
      /^Error: leaderboard: expected rows of the same channels; found c0, c[12] and c0, c[12]\.$/,
    );
  });

  it('puts every row in every table, and says what they are worth', () => {
    const all = [result('ensemble', [[0.2, 0.4, 0.6]]), ...results];
    const tables = leaderboardTables(found(all, 'ensemble'));
    assert.equal(tables.length, 11);
    for (const { rows } of tables.filter(({ columns }) => columns[0] === 'detector')) {
      const labels = rows.map(([label]) => label);
      for (const label of ['ensemble', 'base', 'better'])
        assert.ok(labels.includes(label), `${label} in ${labels.join()}`);
    }
    assert.match(leaderboardNotes.join(' '), /transductive/);
    assert.match(leaderboardNotes.join(' '), /The row 'causal' .* one setting for all channels, and read no label/);
  });

  it('lists the sequences of one series, of many the first', () => {
    const many = Array.from({ length: 10 }, (_, i) => ({ start: 20 * i, end: 20 * i + 5 }));
    const rows = [{ label: 'a', sequences: many }, { label: 'b', sequences: [] }]; // prettier-ignore
    const table = leaderboardSequenceTable(rows, [{ start: 3, end: 9 }], 'mine.csv');
    assert.deepEqual(table.rows[0], ['labelled', 1, '[3, 9)']);
    assert.match(String(table.rows[1][2]), /^\[0, 5\) .*\[140, 145\) and 2 more$/);
    assert.deepEqual(table.rows[2], ['b', 0, null]);
  });

  it('notes of own series what their tables show, and of nothing else', () => {
    const text = (more: Partial<SeriesAtHand>) => {
      const all = { lengths: [900] };
      return ownSeriesNotes({ ...all, measuredOn: ['windows', 'steps', 'events'], ...more }).join(' ');
    };
    assert.doesNotMatch(text({}), /interval|few for protocol|multi-scale/);
    assert.match(text({ lengths: [900, 800] }), /in \(c\) to the best that is not trivial, with 95% intervals/);
    assert.doesNotMatch(text({ lengths: [900, 800] }), /incidents/);
    assert.match(
      text({ lengths: [900, 800], incidents: true }),
      /or over incidents, where the deviations .* whichever interval is wider/,
    );
    assert.match(text({ transductive: ['multi-scale'] }), /^The multi-scale ensemble is transductive/);
    assert.doesNotMatch(text({ transductive: ['multi-scale'] }), /'causal'|autoencoder/, 'a row that is not there');
    const autoencoders = text({ transductive: ['autoencoder-ensemble'] });
    assert.match(autoencoders, /^The autoencoder ensemble is transductive/);
    assert.doesNotMatch(autoencoders, /multi-scale/);
    assert.match(text({ lengths: [900, 400] }), /400 test steps are few for protocol \(c\)/);
    const onSteps = text({ measuredOn: ['windows', 'steps'], lengths: [900, 400] });
    assert.doesNotMatch(onSteps, /\(c\)|ensemble is/);
    assert.match(
      onSteps,
      /'streaming' means .* no detector below its F1 .* point-adjusted F1 .* by each measure, with 95%/,
    );
    assert.doesNotMatch(text({ measuredOn: ['steps'] }), /protocol \(a\)/);
    const onEvents = text({ measuredOn: ['events'] });
    assert.doesNotMatch(onEvents, /streaming|\(a\)|Best F1/);
    assert.match(onEvents, /^In protocol \(c\) every row is offline/);
  });

  it('says of the leaderboard what it says of own series, and how thresholds are set', () => {
    assert.equal(leaderboardNotes.length, 13);
    const measuredOn = ['windows', 'steps', 'events'] as const;
    const series = {
      lengths: [900, 800],
      measuredOn,
      transductive: ['multi-scale', 'autoencoder-ensemble'] as const,
      incidents: true,
    };
    const own = ownSeriesNotes(series);
    assert.equal(own.length, 9);
    assert.deepEqual(own.filter((note) => !leaderboardNotes.includes(note)), []); // prettier-ignore
    assert.match(leaderboardNotes.join(' '), /Otsu's cut of its own test scores/);
    assert.match(leaderboardNotes.at(-1)!, /in \(c\) to the best that is not trivial, with 95% intervals/);
  });
});
