/** The cells of a notebook of one's own: ten of code from a series to figures, a table and files, each after its prose. */
import type { ReadOptions } from '../../lib/data/index';

export interface NewNotebook {
  readonly name: string;
  /** The user's file as the notebook names it, and how it is read; absent for the generated series. */
  readonly data?: { readonly file: string; readonly labels?: string; readonly options: ReadOptions };
  /** Whether the part that is scored has labels of both kinds, so that scores can be measured. */
  readonly measurable: boolean;
  readonly windowSize: number;
  readonly stride: number;
}

/** Lists the cells: each of code has prose before it. */
export function cellsOf(choice: NewNotebook): readonly (readonly ['markdown' | 'code', string])[] {
  const { name, data, measurable } = choice;
  return [
    ['markdown', introduction(choice)],
    ['code', imports(choice)],
    ['markdown', '## Parameters\n\nEverything below uses these values. Change one, then run all cells again.'],
    ['code', parameters(choice)],
    ['markdown', data ? loadedText(data.file) : generatedText],
    ['code', data ? load(data) : generate],
    ['markdown', lookText],
    ['code', look],
    ['markdown', windowsText],
    ['code', windows],
    ['markdown', trainText],
    ['code', train],
    ['markdown', thresholdText],
    ['code', threshold],
    ['markdown', plotText],
    ['code', plot],
    ['markdown', measurable ? measuresText : stretchesText],
    ['code', measurable ? measures : stretches],
    ['markdown', saveText],
    ['code', save(name)],
  ];
}

/** Writes text as prettier would: in single quotes, unless the text holds more of these than of the others. */
function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  const count = (quote: string) => inside.split(quote).length;
  const quote = count("'") > count('"') ? '"' : "'";
  return `${quote}${inside.replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** Writes the value of an option. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? quoted(value) : String(value);
}

function introduction({ name }: NewNotebook): string {
  return `
# ${name}

A variational autoencoder learns the first part of a series, and scores how badly it rebuilds the rest. Every step of
the way is one cell: change it, or put cells of your own between them. \`Run > Run All Cells\` runs them all.`;
}

function imports({ data, measurable }: NewNotebook): string {
  const names = [
    'applyThreshold',
    'column',
    'fillMissing',
    'fit',
    'labelsToSegments',
    'normalWindows',
    'percentileThreshold',
    'plotLoss',
    'plotScores',
    'plotTelemetry',
    'pointScores',
    'preprocess',
    'saveDetector',
    'saveFigure',
    'show',
    'showTable',
    'sliceSeries',
    'slidingWindows',
    'stepErrors',
    'toLatex',
    'Vae',
    'zScore',
    ...(data ? ['describeReading', 'readSeries'] : ['periodicSeries']),
    ...(data?.labels === undefined ? [] : ['makeSeries', 'readLabels']),
    ...(measurable ? ['averagePrecision', 'precisionRecallF1', 'Random', 'rocAuc'] : []),
  ];
  const listed = names.sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())).map((name) => `  ${name},\n`);
  return `
import { writeFileSync } from 'node:fs';
import {
${listed.join('')}} from './lib/index';`;
}

function parameters({ data, windowSize, stride }: NewNotebook): string {
  const options = Object.entries(data?.options ?? {}).map(([option, value]) => `  ${option}: ${literal(value)},\n`);
  const own = data && [
    `const file = ${quoted(data.file)};`,
    ...(data.labels === undefined ? [] : [`const labelFile = ${quoted(data.labels)};`]),
    `const options = ${options.length === 0 ? '{}' : `{\n${options.join('')}}`}; // how the file is read`,
  ];
  return `
${own ? own.join('\n') : 'const length = 4000; // steps of the generated series'}
const trainingShare = 0.5; // of the steps, from the start
const windowSize = ${windowSize}; // steps
const stride = ${stride}; // steps from one window to the next
const latentDim = 4; // numbers that a window is squeezed into
const epochs = 50; // the weights of the best one are kept
const percentile = 99; // of the training scores: the threshold
const seed = 0;`;
}

const loadedText = (file: string) => `
## Load

\`${file.replace(/`/g, "'")}\` is looked for beside this notebook, then in the folder of the clone. What is read is described first;
[docs/inputs.md](../docs/inputs.md) lists the options.`;

function load({ labels }: { readonly labels?: string }): string {
  if (labels === undefined) {
    return `
const { series: raw, description } = readSeries(file, options);
console.log(describeReading(description).join('\\n'));
raw;`;
  }
  return `
const reading = readSeries(file, options);
const labelReading = readLabels(labelFile, reading, options);
console.log(describeReading(reading.description).join('\\n'));
console.log(describeReading(labelReading.description).join('\\n'));
const raw = makeSeries({ ...reading.series, labels: labelReading.labels });
raw;`;
}

const generatedText = `
## Load

A generated series: waves with noise in three features, and anomalies in one step of twenty. For a file of your own,
replace the first line by \`const { series: raw } = readSeries('my-data/file.csv');\` and import \`readSeries\`.`;

const generate = `
const raw = periodicSeries({ features: 3, length: length, seed: seed });
raw;`;

const lookText = `
## Look

The first features over time. Labelled anomalies, if there are any, are shaded. Missing values are filled with the
value before them, for this figure alone.`;

const look = `
const filled = fillMissing('forward-fill').fit(raw).transform(raw);
const features = raw.names.slice(0, 4);
await show(
  plotTelemetry(
    features.map((name, i) => ({ name: name, values: column(filled, i), unit: 'as read' })),
    { title: raw.name, segments: raw.labels && labelsToSegments(raw.labels) },
  ),
  { number: 1 },
);`;

const windowsText = `
## Split, scale, cut windows

The first part is for training, the rest is scored. Gaps are filled and features scaled by what the training part knows,
so that nothing of the rest leaks into it. Windows with a labelled anomaly are left out of training.`;

const windows = `
const cut = Math.floor(trainingShare * raw.length);
const steps = preprocess([fillMissing('forward-fill'), zScore()]).fit(sliceSeries(raw, 0, cut));
const [train, test] = [sliceSeries(raw, 0, cut), sliceSeries(raw, cut)].map(steps.transform);
const trainWindows = normalWindows(
  slidingWindows(train, { windowSize: windowSize, stride: stride }),
);
const testWindows = slidingWindows(test, { windowSize: windowSize, stride: stride });
trainWindows;`;

const trainText = `
## Train

\`fit\` keeps a fifth of the windows for validation, drawn by the seed. A smaller \`patience\` ends training after so many
epochs without a better validation loss. Running this cell twice gives the same result.`;

const train = `
const model = new Vae({
  windowSize: windowSize,
  features: train.features,
  hiddenUnits: [64, 32],
  latentDim: latentDim,
  seed: seed,
});
const training = { epochs: epochs, patience: epochs, seed: seed };
const history = await fit(model, trainWindows, training);
const losses = [
  { name: 'training', values: history.trainLoss },
  { name: 'validation', values: history.validationLoss },
];
await show(plotLoss(losses, { bestEpoch: history.bestEpoch + 1 }), { number: 2 });
history;`;

const thresholdText = `
## Score and set the threshold

The score of a step is its squared reconstruction error, averaged over the features and over the windows that cover it.
The threshold comes from the training part, and no label is read for it.`;

const threshold = `
const trainScores = pointScores(stepErrors(model, trainWindows), trainWindows, train.length);
const scores = pointScores(stepErrors(model, testWindows), testWindows, test.length);
const threshold = percentileThreshold(trainScores, percentile);
const predictions = applyThreshold(scores, threshold);
const above = predictions.filter((each) => each === 1).length;
console.log(\`threshold \${threshold.toPrecision(3)}: \${above} of \${test.length} steps above it\`);`;

const plotText = `
## Plot

Scores of the second part. The strip at the bottom marks what lies above the threshold.`;

const plot = `
const segments = labelsToSegments(predictions);
const figure = plotScores(scores, {
  threshold: threshold,
  detected: segments,
  segments: test.labels && labelsToSegments(test.labels),
  unit: 'squared z-score',
});
await show(figure, { number: 3 });`;

const measuresText = `
## Measure

Random scores stand beside the detector's: a figure that they reach too says nothing. \`judge\` and \`measureAll\` give all
measures, with intervals; see [docs/judge.md](../docs/judge.md).`;

const measures = `
const labels = test.labels!;
const draw = new Random(seed);
const random = scores.map(() => draw.uniform());
const rows = [
  { name: 'autoencoder', scores: scores, predictions: predictions },
  { name: 'random', scores: random, predictions: applyThreshold(random, percentile / 100) },
].map((each) => ({
  scores: each.name,
  ...precisionRecallF1(each.predictions, labels),
  'average precision': averagePrecision(each.scores, labels),
  'ROC AUC': rocAuc(each.scores, labels),
}));
const caption = 'Measured on time steps of the second part';
showTable(rows, { caption: caption });`;

const stretchesText = `
## List what was found

There are no labels here to measure by. These are the stretches above the threshold, highest first.`;

const stretches = `
const highest = (part: Float64Array) => part.reduce((a, b) => Math.max(a, b));
const rows = segments
  .map(({ start, end }) => ({
    from: String(test.timestamps?.[start] ?? cut + start),
    to: String(test.timestamps?.[end - 1] ?? cut + end - 1),
    steps: end - start,
    'highest score': highest(scores.subarray(start, end)),
  }))
  .sort((a, b) => b['highest score'] - a['highest score'])
  .slice(0, 10);
if (rows.length === 0) {
  rows.push({ from: 'none', to: 'none', steps: 0, 'highest score': highest(scores) });
}
const caption = 'Stretches above the threshold';
showTable(rows, { caption: caption });`;

const saveText = `
## Save

The files appear beside this notebook: the last figure, the table for a thesis, the scores, and the detector, which
\`loadDetector\` reads again.`;

const save = (name: string) => `
const name = ${quoted(name)};
await saveFigure(figure, \`\${name}.svg\`);
writeFileSync(\`\${name}.tex\`, toLatex(rows, { caption: caption, label: \`tab:\${name}\` }));
writeFileSync(\`\${name}-scores.csv\`, ['score', ...scores].join('\\n'));
saveDetector(model, \`\${name}.safetensors\`);`;
