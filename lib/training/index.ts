export { Adam, type AdamOptions } from './adam';
export { defaultFitOptions, fit, type FitData, type FitOptions, type History } from './fit';
export { EarlyStopping, ReduceLrOnPlateau, type PlateauOptions } from './schedules';
