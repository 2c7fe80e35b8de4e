export { parameterCount, type Detector, type LossOptions } from './detector';
export { nearestNeighbourScores } from './nearest-neighbour';
export { defaultLstmVaeConfig, LstmVae, type LstmVaeConfig } from './lstm-vae';
