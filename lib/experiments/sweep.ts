/** Sweeps as data: a grid, a random search, or one within the other, over the fields of jobs. */
import { z } from 'zod';
import {
  asSentence,
  canonicalJson,
  counted,
  grouped,
  isPlainObject,
  plainMessages,
  Random,
  zodFault,
} from '../base/index';
import { parseJob, type Job } from './job';
import { uniqueList } from './unique-list';

const value = z.json();

const range = z
  .strictObject({
    low: z.number(),
    high: z.number(),
    /** `log` draws orders of magnitude alike, as learning rates want. */
    scale: z.enum(['linear', 'log']).default('linear'),
    /** Only low, low + step, low + 2 steps ... are drawn. */
    step: z.number().positive().optional(),
  })
  .refine(({ low, high }) => low < high, 'low must be less than high')
  .refine(({ low, scale }) => scale === 'linear' || low > 0, 'a log scale needs a low above 0')
  .refine(({ scale, step }) => scale === 'linear' || step === undefined, 'a log scale takes no step');

const choice = z.union([z.array(value).min(1), range], {
  error: 'expected a list of values, or a range with its low and high',
});

const some = (what: string) =>
  [(items: object) => Object.keys(items).length > 0, `expected at least one ${what}`] as const;

/** Settings of a sweep, and jobs that it makes, at most: more are not run in a lifetime, and do not fit into memory. */
const MOST = 100_000;

interface Counted {
  readonly grid?: Readonly<Record<string, readonly unknown[]>>;
  readonly random?: { readonly samples: number };
}

/** Counts the settings of a sweep without making them; those drawn twice are counted twice. */
function countSettings({ grid = {}, random }: Counted): number {
  return Object.values(grid).reduce((product, values) => product * values.length, random?.samples ?? 1);
}

const sweepSchema = z
  .strictObject({
    /** Every combination of these values, by the path of the job's field: `{"config.latentDim": [2, 4, 8]}`. */
    grid: z
      .record(z.string(), z.array(value).min(1))
      .refine(...some('field'))
      .optional(),
    random: z
      .strictObject({
        samples: z.int().min(1).max(MOST),
        seed: z.int().min(0).default(0),
        /** A list to choose from, or a range of numbers. */
        space: z.record(z.string(), choice).refine(...some('field')),
      })
      .optional(),
    /** Each setting is run with each of these; default the seeds of the jobs. */
    seeds: uniqueList(z.int().min(0)).optional(),
  })
  .refine(({ grid, random, seeds }) => grid ?? random ?? seeds, 'expected grid, random or seeds')
  .refine((sweep) => countSettings(sweep) <= MOST, {
    error: ({ input }) =>
      `expected at most ${counted(MOST, 'setting', grouped)}, found ${grouped(countSettings(input as Counted))}; ` +
      'name fewer values, or draw settings with random',
  });

export type Sweep = z.infer<typeof sweepSchema>;

/** Values by the paths of the fields that they are for. */
export type Setting = Readonly<Record<string, unknown>>;

/**
 * Checks a sweep.
 *
 * @param where  The file, for messages.
 * @throws       If it is not a sweep; the message names the field.
 */
export function parseSweep(data: unknown, where: string): Sweep {
  const parsed = sweepSchema.safeParse(data, plainMessages);
  if (parsed.success) return parsed.data;
  throw new Error(`${where}: ${asSentence(zodFault(parsed.error, 'sweep'))}`);
}

/**
 * Lists the settings of a sweep, each once. A sample drawn twice is left out, so there may be fewer than were asked
 * for.
 */
export function sweepSettings({ grid = {}, random }: Sweep): Setting[] {
  const settings = drawSettings(random).flatMap((drawn) => gridSettings(grid).map((each) => ({ ...drawn, ...each })));
  return [...new Map(settings.map((setting) => [canonicalJson(setting), setting])).values()];
}

/**
 * Gives each job each setting and seed.
 *
 * @throws If a field to be set is not where the path says, a setting makes no valid job, or there are too many jobs; the
 *         message says which.
 */
export function expandSweep(sweep: Sweep, jobs: readonly Job[]): Job[] {
  const [settings, seedCount] = [countSettings(sweep), sweep.seeds?.length ?? 1];
  if (settings * seedCount * jobs.length > MOST) {
    const found = `${counted(settings, 'setting', grouped)} of ${counted(jobs.length, 'job', grouped)} with ${counted(seedCount, 'seed')}`;
    throw new Error(`Sweep: expected at most ${counted(MOST, 'job', grouped)}; found ${found}.`);
  }
  const seeds: readonly Setting[] = sweep.seeds?.map((seed) => ({ seed })) ?? [{}];
  return sweepSettings(sweep).flatMap((setting) =>
    jobs.flatMap((job) => seeds.map((seed) => changeJob(job, { ...setting, ...seed }))),
  );
}

function gridSettings(grid: Record<string, readonly unknown[]>): Setting[] {
  return Object.entries(grid).reduce<Setting[]>(
    (settings, [path, values]) => settings.flatMap((setting) => values.map((each) => ({ ...setting, [path]: each }))),
    [{}],
  );
}

/** Draws each field from a stream of its own, so that adding a field changes no other. */
function drawSettings(random: Sweep['random']): Setting[] {
  if (!random) return [{}];
  const { samples, seed, space } = random;
  const columns = Object.entries(space).map(([path, choice]) => {
    const stream = new Random(seed).fork(`sweep ${path}`);
    return { path, values: Array.from({ length: samples }, () => draw(stream, choice)) };
  });
  return Array.from({ length: samples }, (_, i) =>
    Object.fromEntries(columns.map((each) => [each.path, each.values[i]])),
  );
}

function draw(random: Random, choice: readonly unknown[] | z.infer<typeof range>): unknown {
  if (!('low' in choice)) return choice[random.integer(choice.length)];
  const { low, high, scale, step } = choice;
  if (scale === 'log') return Math.exp(random.uniform(Math.log(low), Math.log(high)));
  // Half a step of slack, or rounding could take the last one away.
  if (step !== undefined) return low + step * random.integer(Math.floor((high - low) / step + 1e-9) + 1);
  return random.uniform(low, high);
}

function changeJob(job: Job, setting: Setting): Job {
  const changed = Object.entries(setting).reduce<Record<string, unknown>>(
    (before, [path, each]) => setField(before, path.split('.'), each),
    job,
  );
  return parseJob(changed);
}

function setField(target: Record<string, unknown>, path: readonly string[], each: unknown): Record<string, unknown> {
  const [first, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) return { ...target, [first]: each };
  const inner = target[first] ?? {};
  if (!isPlainObject(inner)) throw new Error(`Sweep: ${path.join('.')} cannot be set, as ${first} is not an object.`);
  return { ...target, [first]: setField(inner, rest, each) };
}
