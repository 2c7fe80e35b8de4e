/** A sweep over an experiment's units: run, and the table and the figure of each field that it varies. */
import path from 'node:path';
import { writeFileAtomic } from '../../lib/base';
import { parseUnit, type Unit } from '../../lib/experiments';
import { executor } from '../../lib/runs/executor';
import { runPlan, type PlanResult, type RunPlanOptions } from '../../lib/runs/run-plan';
import { compareBy, type Group } from '../../lib/runs/store/compare';
import { planUnits } from '../../lib/runs/store/plan';
import { writeTrainingLog } from '../../lib/runs/store/training-log';
import type { UnitRecord } from '../../lib/runs/store/job-record';
import { expandSweep, parseSweep, type Sweep } from '../../lib/experiments/sweep';
import { plotSweep, saveFigure, type Figure } from '../../lib/plots';
import { readJson, requireWritable } from './command';
import { groupTable, shortened } from './group-table';
import { requireFields } from './sweep-fields';
import type { ProgressBar } from './progress';

/**
 * Reads a sweep.
 *
 * @throws If the file cannot be read or is no sweep; the message names the field.
 */
export function readSweep(file: string): Sweep {
  return parseSweep(readJson(file, 'a sweep'), file);
}

/**
 * Each unit with each of the sweep's settings, and without baselines: these have no part in a sweep's tables.
 *
 * @throws If a setting makes no valid unit, before anything is run.
 */
export function sweepUnits(sweep: Sweep, units: readonly Unit[]): Unit[] {
  for (const unit of units) requireFields(sweep, unit);
  return expandSweep(sweep, units).map((unit) => parseUnit({ baselines: [], ...unit }));
}

export interface SweepRun extends RunPlanOptions {
  /** Folder for TensorBoard's logs, a run for each unit that is trained. */
  readonly tensorboard?: string;
  readonly bar: ProgressBar;
  /** File of the figures: `.png`, `.svg` or `.json`; each field's name is put in front of the ending where there are several. */
  readonly figure?: string;
  /** File of the tables' figures. */
  readonly json?: string;
}

/**
 * Runs a sweep and prints, for each field that it varies, the averages over channels, seeds and the other fields; a field of
 * positive numbers is drawn too, where a figure is asked for.
 */
export async function runSweep(
  sweep: Sweep,
  units: readonly Unit[],
  { bar, figure, json, tensorboard, ...options }: SweepRun,
): Promise<PlanResult> {
  let last = { done: 0, total: units.length };
  const backend = options.runner ? undefined : await executor.prepare();
  const result = await runPlan(planUnits(units, executor.fingerprint), {
    ...options,
    backend,
    onRecord: (record) => tensorboard !== undefined && writeTrainingLog(tensorboard, record),
    onEpoch: ({ unit }, progress) => bar.update({ label: unit.channel, ...last, ...progress }),
    onSettled: ({ unit }, { settled: done, total, reused, failed }) => {
      last = { done, total };
      bar.update({ label: unit.channel, ...last, reused, failed });
    },
  }).finally(bar.stop);
  const records = result.records.filter((record): record is UnitRecord => record !== undefined);
  if (records.length === 0) return result;
  const varied = [...Object.keys(sweep.random?.space ?? {}), ...Object.keys(sweep.grid ?? {})];
  const fields = varied.length > 0 ? varied : ['seed'];
  const tables = fields.flatMap((field) =>
    sweepMeasures.map(({ measure }) => ({ field, measure, rows: compareBy(records, field, measure) })),
  );
  if (json) writeFileAtomic(json, `${JSON.stringify({ sweep, tables }, null, 2)}\n`);
  const groupsOf = (field: string, measure: string) =>
    tables.find((table) => table.field === field && table.measure === measure)!.rows;
  for (const field of fields) {
    const measures = sweepMeasures.map(({ heading, measure }) => ({ heading, groups: groupsOf(field, measure) }));
    console.log(`\n${groupTable(field, measures)}`);
  }
  if (figure) {
    const figures = fields.map((field) => ({ field, file: fields.length > 1 ? insertName(figure, field) : figure }));
    console.log(`\nDrawing ${figures.map(({ file }) => file).join(', ')} ...`);
    for (const { field, file } of figures) await draw(groupsOf(field, 'rocAuc'), field, file);
  }
  return result;
}

/** The ranking, and what is left of it at the protocol's threshold: a sweep of thresholds moves the second alone. */
const sweepMeasures = [
  { heading: 'ROC-AUC', measure: 'rocAuc' },
  { heading: 'F1', measure: 'f1' },
] as const;

/**
 * ROC-AUC against the values of a field, with the intervals of the table.
 *
 * @returns undefined where the values are not all positive numbers.
 */
export function sweepFigure(rows: readonly Group[], field: string): Figure | undefined {
  const points = rows.flatMap(({ value, mean, low, high }) =>
    typeof value === 'number' && value > 0 ? [{ value: Number(shortened(value)), mean, low, high }] : [],
  );
  if (points.length === 0 || points.length < rows.length) return undefined;
  const name = field.replace(/^.*\./, '').replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  const line = { name: 'mean', values: points.map(({ mean }) => mean) };
  const interval = { low: points.map(({ low }) => low), high: points.map(({ high }) => high) };
  return plotSweep(
    points.map(({ value }) => value),
    [{ ...line, ...interval }],
    {
      parameter: name[0].toUpperCase() + name.slice(1),
      parameterUnit: 'setting',
      measure: 'ROC-AUC',
      interval: '95 % interval over units',
    },
  );
}

/** @throws If a figure could not be saved there: said before the sweep is run, not after it. */
export function requireFigureFile(file: string): void {
  requireWritable('--figure', file);
  if (/\.(png|svg|json)$/i.test(file)) return;
  throw new Error(`--figure ${file}: expected a name that ends in .png, .svg or .json.`);
}

async function draw(rows: readonly Group[], field: string, file: string): Promise<void> {
  const figure = sweepFigure(rows, field);
  if (!figure) return console.log(`No figure of ${field}: its values are not all positive numbers.`);
  await saveFigure(figure, file);
  console.log(`Figure: ${file}`);
}

/** `sweep.png` and `config.beta` make `sweep-config.beta.png`. */
function insertName(file: string, field: string): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}-${field}${ext}`);
}
