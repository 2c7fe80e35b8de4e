/** A training and a test series from the user's files. */
import path from 'node:path';
import { z } from 'zod';
import { columnFault, featureColumns, isMatchedByPlace } from '../../data/column-names';
import { loadLabels, loadSeries, type Series } from '../../data/index';
import { channels, fingerprintOfSeries, type SourceKind } from './source-kind';

const file = z.string().min(1, 'expected a name');

/** A pair of files, and how to read them. */
export const filesSchema = z.strictObject({
  /** Normal data: .npy, .csv, .tsv, .jsonl. */
  train: file,
  test: file,
  /** A file of 0 and 1, one per time step of `test`; absent when the test file has a label column. */
  labels: file.optional(),
  /** The column of labels, where it cannot be told by its name. */
  labelColumn: file.optional(),
  /** The column that is the time and no feature, likewise. */
  timestampColumn: file.optional(),
});

export type SeriesFiles = Readonly<z.infer<typeof filesSchema>>;

const schema = z.strictObject({ kind: z.literal('files'), files: filesSchema, channels });

export type FileSource = Readonly<z.infer<typeof schema>>;

export const ownFiles: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ files }) => `${files.train}, ${files.test}`,
  load: ({ files }) => loadOwnFiles(files),
  fingerprint: ({ files }) => fingerprintOfSeries(loadOwnFiles(files)),
  resolve: (source, folder) => ({ ...source, files: resolveFiles(source.files, folder) }),
};

/** Resolves the files' relative paths against a folder. */
export function resolveFiles(files: SeriesFiles, folder: string): SeriesFiles {
  const { train, test, labels } = files;
  return {
    ...files,
    train: path.resolve(folder, train),
    test: path.resolve(folder, test),
    ...(labels !== undefined && { labels: path.resolve(folder, labels) }),
  };
}

/**
 * Makes a source of one channel from a pair of files.
 *
 * @throws If a file is malformed, the two differ in features, or the test series has no labels or too few.
 */
export function fileSource(files: SeriesFiles): FileSource {
  loadOwnFiles(files);
  return { kind: 'files', files, channels: [path.basename(files.test)] };
}

/**
 * Loads both series and checks that they fit together. Columns are matched by name where both files name them;
 * a warning says so where one file alone does.
 *
 * @throws If a file is malformed, the two differ in features, or the test series has no labels or too few.
 */
function loadOwnFiles(files: SeriesFiles): { train: Series; test: Series; warnings: string[] } {
  const { labelColumn, timestampColumn } = files;
  const columns = { ...(labelColumn && { labelColumn }), ...(timestampColumn && { timeColumn: timestampColumn }) };
  const test = loadSeries(files.test, files.labels ? { ...columns, labelColumn: undefined } : columns);
  const labels = files.labels ? loadLabels(files.labels, { labelColumn }) : test.labels;
  if (!labels) {
    throw new Error(
      `${files.test}: no labels; name a file with --labels, or a column of this one with --label-column.`,
    );
  }
  if (labels.length !== test.length) {
    throw new Error(`${files.labels}: ${labels.length} labels for the ${test.length} time steps of ${files.test}.`);
  }
  const train = loadTraining(files.train, { labelColumn, timestampColumn });
  const byPlace = train.features > 1 && isMatchedByPlace(test.names, train.names);
  return {
    train,
    test: { ...matchColumns(train, test, files), labels },
    warnings: byPlace
      ? [`${files.test}: columns taken in their order; of this file and ${files.train} one has no names`]
      : [],
  };
}

/** Loads the training series. Normal data needs no labels: the label column is taken out only where there is one. */
function loadTraining(
  file: string,
  { labelColumn, timestampColumn }: Pick<SeriesFiles, 'labelColumn' | 'timestampColumn'>,
): Series {
  const options = timestampColumn ? { timeColumn: timestampColumn } : {};
  const series = loadSeries(file, options);
  return labelColumn && series.names.includes(labelColumn) ? loadSeries(file, { ...options, labelColumn }) : series;
}

/** Puts the columns of the test series in the training series' order. */
function matchColumns(train: Series, test: Series, files: SeriesFiles): Series {
  const places = train.features === test.features ? featureColumns(test.names, train.names) : undefined;
  if (!places) {
    throw new Error(`${files.test}: expected as in ${files.train} ${columnFault(test.names, train.names)}.`);
  }
  if (places.every((place, i) => place === i)) return test;
  const values = test.values.map((_, i) => {
    const [time, feature] = [Math.floor(i / test.features), i % test.features];
    return test.values[time * test.features + places[feature]];
  });
  return { ...test, values, names: train.names };
}
