/** What notebook 3 measured for the claims about report 3's LSTM-VAE and the chapter's LSTM autoencoder. */
import type { MeasureName, Results } from '../experiments/index';
import { defaultLstmVaeConfig, LstmVae, parameterCount } from '../models/index';
import { judgeLedger, type JudgedClaim } from './claims-table';
import { besideTrivial } from './from-results';
import type { MeasuredClaim } from './sample';

/** Channels that the report calls easy. */
const easy = /^D-(1|3|4|9|12)$/;

const figures = { precision: 'precision', recall: 'recall', f1: 'f1', rocAuc: 'roc-auc', prAuc: 'pr-auc' } as const;

/**
 * Judges the report's claims about its LSTM-VAE.
 *
 * @param results   Of all rows of the table.
 * @param label     The row that is taken for the report's.
 * @param obstacle  Why its results cannot be judged.
 */
export function judgeLstmVae(results: Results, label: string, obstacle?: string): JudgedClaim[] {
  const ours = results.row(label);
  const onChannels = (row: string, pattern: RegExp, name: MeasureName): MeasuredClaim => {
    const names = results.row(row).channels.filter((channel) => pattern.test(channel));
    return Object.fromEntries(names.map((channel) => [channel, results.row(row).channel(channel).over(name)]));
  };
  const ofTable = Object.entries(figures).map(([name, slug]) => {
    const measured = besideTrivial({ model: 'LSTM-VAE', row: ours, table: results }, name as keyof typeof figures);
    return [`r3-lstm-vae-${slug}`, measured] as const;
  });
  const judged = judgeLedger(
    {
      ...Object.fromEntries(ofTable),
      'r3-lstm-vae-easy-channels': onChannels(label, easy, 'f1'),
      'r3-lstm-vae-d-series': onChannels(label, /^D-/, 'f1'),
      'r3-lstm-vae-hard-channels': onChannels(label, /^(A-8|E-.*)$/, 'f1'),
      'r3-clear-signatures': onChannels('nearest-neighbour', easy, 'rocAuc'),
    },
    obstacle,
  );
  const model = new LstmVae(defaultLstmVaeConfig);
  const parameters = parameterCount(model);
  model.dispose();
  return [...judged, ...judgeLedger({ 'r3-lstm-vae-parameters': parameters })];
}

/**
 * Judges the chapter's claims about its LSTM autoencoder.
 *
 * @param results   Of its sequences, with a dense autoencoder beside it: see `sensorTable`.
 * @param obstacle  Why its results cannot be judged.
 */
export function judgeLstmAutoencoder(results: Results, obstacle?: string): JudgedClaim[] {
  const [recurrent, dense] = ['lstm-autoencoder', 'autoencoder'].map((label) => results.row(label));
  const measured = {
    'ch-lstm-ae-detects': besideTrivial({ model: 'LSTM autoencoder', row: recurrent, table: results }, 'rocAuc'),
    'ch-series-model': { LSTM: recurrent.over('rocAuc'), dense: dense.over('rocAuc') },
  };
  return judgeLedger(measured, obstacle);
}
