/** What a model costs on the channels that it was run on: parameters, time to train, memory, speed of scoring. */
import type { Results, ResultRow } from '../experiments/index';
import type { Cell, Table } from '../tables/index';

export interface ModelCost {
  readonly model: string;
  /** Of the model for the channel with the fewest features; undefined where it was not kept. */
  readonly parameters?: number;
  readonly channels: number;
  /** Steps of training, of all channels together. */
  readonly steps: number;
  /** To train on all channels, one after another. */
  readonly trainingSeconds: number;
  /**
   * The largest resident set, over the channels, of a process that trained one channel's model and scored with it, and ran
   * nothing else. Node with TensorFlow is part of it: some 460 MB on a CPU, before the model.
   */
  readonly peakMemoryBytes?: number;
  readonly windowsPerSecond?: number;
  /** Time steps of the test series that are scored in a second; windows overlap, and models have windows of their own. */
  readonly stepsPerSecond?: number;
}

/**
 * Adds up what a model cost over its channels.
 *
 * @param results  One row's, with one seed.
 * @param stride   Time steps from one window to the next.
 */
export function modelCost(model: string, results: Results, stride: number): ModelCost {
  const { rows } = results;
  const sum = (of: (row: ResultRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const known = (key: 'parameters' | 'peakMemoryBytes') => {
    const values = rows.flatMap((row) => row[key] ?? []);
    return values.length === rows.length ? values : [];
  };
  const [parameters, peaks] = [known('parameters'), known('peakMemoryBytes')];
  const speed = rows.every(({ scoring }) => scoring)
    ? sum(({ scoring }) => scoring!.windows) / sum(({ scoring }) => scoring!.seconds)
    : undefined;
  return {
    model,
    channels: rows.length,
    steps: sum(({ steps }) => steps),
    trainingSeconds: sum(({ history, seconds }) => history?.seconds ?? seconds),
    ...(parameters.length > 0 && { parameters: Math.min(...parameters) }),
    ...(peaks.length > 0 && { peakMemoryBytes: Math.max(...peaks) }),
    ...(speed !== undefined && { windowsPerSecond: speed, stepsPerSecond: speed * stride }),
  };
}

/** Shows what models cost. What a GPU would take is not measured. */
export function costTable(costs: readonly ModelCost[], caption: string): Table {
  return {
    caption,
    columns: [
      'Model',
      { heading: 'Parameters', digits: 0, best: 'lowest' },
      { heading: 'Channels', digits: 0 },
      { heading: 'Training steps', digits: 0 },
      { heading: 'Training (min)', digits: 1 },
      { heading: 'Peak memory (MB)', digits: 0, best: 'lowest' },
      { heading: 'Windows a second', digits: 0 },
      { heading: 'Time steps a second', digits: 0, best: 'highest' },
      { heading: 'GPU memory', align: 'right' },
    ],
    rows: costs.map((cost): Cell[] => [
      cost.model,
      cost.parameters,
      cost.channels,
      cost.steps,
      cost.trainingSeconds / 60,
      whole(cost.peakMemoryBytes, 2 ** 20),
      whole(cost.windowsPerSecond),
      whole(cost.stepsPerSecond),
      'not run on a GPU',
    ]),
  };
}

/** Rounds a number in units of something to a whole one, which tables write in groups of thousands. */
function whole(value: number | undefined, unit = 1): number | undefined {
  return value === undefined ? undefined : Math.round(value / unit);
}

/** Axes of the radar of trade-offs, and where a model lies on them. */
export interface TradeOffs {
  readonly measures: readonly { readonly name: string; readonly best: 'highest' | 'lowest' }[];
  readonly models: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/**
 * Lays out what models find beside what they cost, for `plotTradeOffs`.
 *
 * @param found  The macro averages of each model, in the order of the costs.
 * @throws       If a cost is not known of a model.
 */
export function tradeOffs(costs: readonly ModelCost[], found: readonly Results[]): TradeOffs {
  const measures = [
    { name: 'F1', best: 'highest' },
    { name: 'recall', best: 'highest' },
    { name: 'ROC-AUC', best: 'highest' },
    { name: 'time steps scored a second', best: 'highest' },
    { name: 'peak memory', best: 'lowest' },
    { name: 'time to train', best: 'lowest' },
    { name: 'parameters', best: 'lowest' },
  ] as const;
  const models = costs.map((cost, i) => {
    const { model, parameters, trainingSeconds, peakMemoryBytes, stepsPerSecond } = cost;
    const missing = Object.entries({ parameters, peakMemoryBytes, stepsPerSecond }).find(
      ([, value]) => value === undefined,
    );
    if (missing) throw new Error(`tradeOffs: expected ${missing[0]} of ${model}, found none.`);
    const values = [...(['f1', 'recall', 'rocAuc'] as const).map((name) => found[i].mean(name))];
    return { name: model, values: [...values, stepsPerSecond!, peakMemoryBytes!, trainingSeconds, parameters!] };
  });
  return { measures, models };
}

/** Gives the seconds that each model takes to score 1,000 time steps. @param names  What claims call the models. */
export function scoringSeconds(names: readonly string[], costs: readonly ModelCost[]): Record<string, number> {
  return Object.fromEntries(
    costs.map(({ model, stepsPerSecond }, i) => {
      if (stepsPerSecond === undefined) throw new Error(`scoringSeconds: expected the speed of ${model}, found none.`);
      return [names[i], 1000 / stepsPerSecond];
    }),
  );
}
