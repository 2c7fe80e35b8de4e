/**
 * Training of detectors: `fit`, its optimizer and its schedules.
 *
 * @module
 */
export { Adam, type AdamOptions } from './adam';
export { fit, type FitData } from './fit';
export { defaultFitOptions, type FitOptions } from './fit-options';
export { describeTraining, type History } from './history';
export { FEWEST_NATS } from './latent-nats';
export { EarlyStopping, ReduceLrOnPlateau, type PlateauOptions } from './schedules';
export { restart } from './start';
export { windowTensor } from './window-tensor';
