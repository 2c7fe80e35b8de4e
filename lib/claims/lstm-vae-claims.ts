/** What notebook 3 measured for the claims about report 3's LSTM-VAE and the chapter's LSTM autoencoder. */
import type { Results } from '../experiments/index';
import { defaultLstmVaeConfig, LstmVae, parameterCount } from '../models/index';
import { judgeLedger, type JudgedClaim } from './claims-table';
import { besideTrivial } from './from-results';
import { byChannel, channelSets, modelClaims } from './report-3-measured';

/**
 * Judges the report's claims about its LSTM-VAE.
 *
 * @param results   Of all rows of the table.
 * @param label     The row that is taken for the report's.
 * @param obstacle  Why its results cannot be judged.
 */
export function judgeLstmVae(results: Results, label: string, obstacle?: string): JudgedClaim[] {
  const nearest = results.row('nearest-neighbour');
  const judged = judgeLedger(
    {
      ...modelClaims('lstm-vae', results.row(label), results),
      'r3-clear-signatures': byChannel(nearest, channelSets['easy-channels'], 'rocAuc'),
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
