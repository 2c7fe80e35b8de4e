/** What the pages' tables of figures have in common: labels of rows, and the type of what is expected. */
export const ensemble = 'multi-scale ensemble';
export const ofProtocol = `${ensemble}, the protocol's threshold`;
export const onStream = `${ensemble}, causal`;
export const autoencoders = 'autoencoder ensemble, training and test';
export const autoencodersOnStream = 'autoencoder ensemble, training alone, causal';
export const kanAd = 'kan-ad, windows of 96, context 100';
export const wideNeighbour = 'nearest-neighbour, scored features, context 300';
export const aloneAutoencoder = 'autoencoder, telemetry alone, windows of 100';
export const causal = 'statistics of 50 steps, training alone, causal';
export const lateCut = 'ORACLE: everything after the first 60 %';
export const chosenCut = 'cut chosen on other incidents';
export const constant = 'constant, clipped';
export const lstmVae = 'lstm-vae, clipped';

/** What each row of a page's table must hold, in the order of its columns; keyed by the row's first cell. */
export type Expected = Readonly<Record<string, () => readonly string[]>>;
