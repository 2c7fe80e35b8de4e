/** A judgement as tables. */
import { measureInfo, measuresOn, type MeasuredOn, type MeasureName } from '../experiments/index';
import type { Cell, Column, Table } from '../tables/index';
import type { Judgement, JudgementRow } from './judge';
import { everything } from './measure-all';

/** How the protocols are called in tables. */
const HEADINGS: Readonly<Record<MeasuredOn, string>> = {
  steps: '(b) steps',
  'point-adjusted': 'point adjustment',
  windows: '(a) windows',
  events: '(c) events',
  alarms: 'alarms',
  'tsb-ad': '(d) TSB-AD',
};

/** Makes the tables: the rows by the measure that they are compared by, the differences, and all measures. */
export function judgementTables(judgement: Judgement): Table[] {
  return [rowTable(judgement), differenceTable(judgement), measureTable(judgement)];
}

/** What a reader looks for first, besides the measure that rows are compared by. */
const FIRST: readonly MeasureName[] = ['stepPrAuc', 'tsbAucRoc', 'stepF1', 'bestF1Oracle', 'adjustedF1', 'eventF1'];

const FIRST_HEADINGS: Partial<Readonly<Record<MeasureName, string>>> = {
  tsbAucRoc: 'ROC-AUC',
  stepF1: 'F1',
  adjustedF1: 'F1, point-adjusted',
  eventF1: 'event F1',
};

function rowTable({ measure, rows, intervals }: Judgement): Table {
  const others = FIRST.filter((name) => name !== measure && rows.some(({ measures }) => name in measures));
  const over = intervals.given ? ` with 95 % intervals by ${intervals.by} (${intervals.groups})` : '';
  return {
    caption: `Detectors by ${measureInfo[measure].heading}${over}`,
    columns: [
      'Detector',
      { heading: 'Kind', align: 'left' },
      ...[measure, ...others].map((name): string | Column => {
        const { best = 'highest' } = measureInfo[name];
        const heading = FIRST_HEADINGS[name] ?? measureInfo[name].heading;
        return best === 'neither' ? heading : { heading, best };
      }),
    ],
    rows: rows.map((row) => [
      row.name,
      row.kind,
      ...[measure, ...others].map((name) =>
        name === measure ? withInterval(row, name) : (row.measures[name] ?? null),
      ),
    ]),
  };
}

function differenceTable({ measure, comparisons }: Judgement): Table {
  const hasWins = comparisons.some(({ wins }) => wins);
  return {
    caption: `Differences in ${measureInfo[measure].heading}, p corrected by Holm for ${comparisons.length}`,
    columns: [
      'Detector',
      { heading: 'Against', align: 'left' },
      'Difference',
      'p, corrected',
      ...(hasWins ? ['Series better', 'level', 'worse'] : []),
      { heading: 'Shown', align: 'left' },
    ],
    rows: comparisons.map(({ row, against, difference, interval, corrected, shown, wins }) => [
      row,
      against,
      difference === null ? null : interval ? { value: difference, ...interval } : difference,
      corrected === undefined ? null : corrected < 0.001 ? '< .001' : corrected,
      ...(hasWins ? (wins ? [String(wins.better), String(wins.level), String(wins.worse)] : [null, null, null]) : []),
      shown ?? 'no interval',
    ]),
  };
}

function measureTable({ rows }: Judgement): Table {
  const [first] = rows;
  const present = everything.flatMap((on) =>
    measuresOn(on).flatMap((name) => (name in first.measures ? [{ on, name }] : [])),
  );
  return {
    caption: 'All measures; what is marked (oracle) has its threshold picked with the test labels',
    columns: [
      'Measured on',
      { heading: 'Measure', align: 'left' },
      ...rows.map(({ name }): Column => ({ heading: name })),
    ],
    rows: present.map(({ on, name }) => [
      HEADINGS[on],
      measureInfo[name].heading,
      ...rows.map((row) => (row.kind === 'judged' ? withInterval(row, name) : (row.measures[name] ?? null))),
    ]),
  };
}

function withInterval({ measures, intervals }: JudgementRow, name: MeasureName): Cell {
  const [value, interval] = [measures[name] ?? null, intervals[name]];
  return value === null || !interval ? value : { value, ...interval, signed: false };
}
