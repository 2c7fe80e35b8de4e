/** The chapter's table of models by the kind of data (section 4.5.2), for rows: each advice beside what it must beat. */
import {
  plainRows,
  type ByProfile,
  type Protocol,
  type Suite,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { trivialDetectors, type ProfileName } from '../models/index';
import { recommendModel, type DataDescription } from '../pipeline/index';
import { digitProtocol, digitSource } from './digit-windows';

const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };
const epochs: ByProfile<number> = { smoke: 1, quick: 30, full: 100 };

/** Rows that need no network, and those that know nothing. */
const simple = plainRows(['pca', 'k-means', ...trivialDetectors]);

const rowProtocol: Protocol = {
  windowSize: 1,
  stride: 1,
  validationFraction: 0.2,
  scaling: 'z-score',
  threshold: { kind: 'percentile', percentile: 95, of: 'training' },
};

/** Makes a table for rows of a table, and one for sparse rows, which are the pixels of a digit. */
export const modelAdvice: Suite = ({ profile }) => [tabular(profile), sparse(profile)];

function tabular(profile: ProfileName): SuiteTable {
  return {
    name: 'advice, tabular',
    title: '30 features that follow from 5 dimensions',
    source: { kind: 'correlated', channels: ['samples'], features: 30, latentDim: 5, train: 2000 },
    protocol: rowProtocol,
    rows: [...advisedRows({ kind: 'tabular', features: 30, length: 2000 }, profile), ...simple],
    seeds: seeds[profile],
    measures: ['rocAuc', 'prAuc'],
    notes: [],
  };
}

function sparse(profile: ProfileName): SuiteTable {
  return {
    name: 'advice, sparse',
    title: 'Digit 3 against the others: 784 pixels, four in five of them 0',
    source: digitSource(3),
    protocol: digitProtocol,
    rows: [...advisedRows({ kind: 'sparse', features: 784, length: 742 }, profile), ...simple],
    seeds: seeds[profile],
    measures: ['rocAuc', 'prAuc'],
    notes: [],
  };
}

/** The chapter's choice and what it names besides, as rows whose names say which they are. */
function advisedRows(data: DataDescription, profile: ProfileName): SuiteRow[] {
  const { model, alternatives, options } = recommendModel(data);
  const training = { epochs: epochs[profile], batchSize: 64 };
  return [
    { label: `${model}, advised`, detector: model, config: options.modelConfig, training },
    ...alternatives.map((detector) => ({ label: `${detector}, named besides`, detector, training })),
  ];
}
