/** A measure by the name that a command line gives. */
import { DataError } from '../base/index';
import { measureInfo, measureNames, measuresOn, type MeasureName } from '../experiments/index';
import { everything } from './measure-all';

/** What several measures are called, or one is called elsewhere. */
const USUAL: Readonly<Record<string, MeasureName>> = {
  rocauc: 'tsbAucRoc',
  prauc: 'stepPrAuc',
  averageprecision: 'stepPrAuc',
  f1: 'stepF1',
  precision: 'stepPrecision',
  recall: 'stepRecall',
  pointadjustedf1: 'adjustedF1',
  bestf1: 'bestF1Oracle',
};

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Finds a measure by its name, or by its heading in the tables: of several that are called alike, that of steps.
 *
 * @throws {DataError} If there is none of this name.
 */
export function parseMeasure(given: string): MeasureName {
  if ((measureNames as readonly string[]).includes(given)) return given as MeasureName;
  const name = plain(given);
  if (Object.hasOwn(USUAL, name)) return USUAL[name];
  const all = everything.flatMap(measuresOn);
  const found =
    all.find((each) => plain(each) === name) ?? all.find((each) => plain(measureInfo[each].heading) === name);
  if (found) return found;
  const usual = 'VUS-PR, AP, ROC-AUC, F1, event F1';
  throw new DataError(`--measure: expected ${usual} or another of ${measureNames.join(', ')}; found '${given}'`);
}
