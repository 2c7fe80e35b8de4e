/** A training and a test series from the user's files. */
import path from 'node:path';
import { z } from 'zod';
import { columnFault, featureColumns, isMatchedByPlace } from '../../data/column-names';
import {
  makeSeries,
  pickReadOptions,
  readLabels,
  readOptionsShape,
  readSeriesLike,
  readSeriesWithout,
  type Described,
  type ReadOptions,
  type Series,
  type SeriesReading,
} from '../../data/index';
import { channels, fingerprintOfSeries, type SourceKind } from './source-kind';

const file = z.string().min(1, 'expected a name');

/** A pair of files, and how to read them. */
export const filesSchema = z.strictObject({
  /** Normal data: .npy, .csv, .tsv, .jsonl. */
  train: file,
  test: file,
  /** A file of labels: one for each row, times, or spans. Absent where the test file has a label column. */
  labels: file.optional(),
  ...readOptionsShape,
  /** The former name of `timeColumn`. */
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
 * Describes what is taken from the files: the training series, the test series, and the file of labels if there is one.
 *
 * @throws As {@link fileSource}.
 */
export function describeFiles(files: SeriesFiles): Described[] {
  return readOwnFiles(files).described;
}

/**
 * Loads both series and checks that they fit together. Columns are matched by name where both files name them;
 * a warning says so where one file alone does.
 *
 * @throws If a file is malformed, the two differ in features, or the test series has no labels or too few.
 */
function loadOwnFiles(files: SeriesFiles): { train: Series; test: Series; warnings: string[] } {
  const { train, test, warnings } = readOwnFiles(files);
  return { train, test, warnings };
}

function readOwnFiles(files: SeriesFiles) {
  const options = pickReadOptions({ ...files, timeColumn: files.timeColumn ?? files.timestampColumn });
  const { series: train, description } = readSeriesWithout(files.train, options);
  const reading = readTest(files, train, options);
  const found = files.labels === undefined ? undefined : readLabels(files.labels, reading, options);
  const labels = found?.labels ?? reading.series.labels;
  if (!labels) {
    throw new Error(
      `${files.test}: no labels; name a file with --labels, or a column of this one with --label-column.`,
    );
  }
  const test = makeSeries({ ...matchColumns(train, reading.series, files), labels });
  const byPlace = train.features > 1 && isMatchedByPlace(test.names, train.names);
  return {
    train,
    test,
    described: [description, reading.description, ...(found ? [found.description] : [])] satisfies Described[],
    warnings: byPlace
      ? [`${files.test}: columns taken in their order; of this file and ${files.train} one has no names`]
      : [],
  };
}

/** Reads the test series. With a file of labels, the label column that is named is one of that file. */
function readTest({ test, labels }: SeriesFiles, train: Series, options: ReadOptions): SeriesReading {
  if (labels !== undefined) return readSeriesLike(test, train.names, { ...options, labelColumn: undefined });
  return readSeriesLike(test, train.names, options, { labelled: true });
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
