/** What was measured for a claim, and what its values are over. */
import { DataError, mean, type NumberArray } from '../base/index';
import type { Incidents } from '../data/index';
import { repeats, type LedgerClaim, type Repeat } from './claim';

/**
 * A measure with all that it varies over. Lists are paired by position, channels by name.
 *
 * Orders and trends are judged by the widest of the intervals over repeats, channels and incidents. Figures and bounds
 * look at repeats where there are any: a report's average is one over its own channels.
 */
export interface Sample extends Partial<Readonly<Record<Repeat, NumberArray>>> {
  /** The value, where nothing is repeated because nothing is random. */
  readonly exact?: number;
  /** The value on each channel, averaged over seeds. */
  readonly channels?: Readonly<Record<string, number>>;
  /** The incident of each channel, e.g. from `incidentsOf`; a channel that is not there is one by itself. */
  readonly incidents?: Incidents;
}

/** One value, one value a seed (or a run, as the claim says), or a sample that says what it is over. */
export type Values = number | NumberArray | Sample;
/** What was measured for a claim: values, or values by the names of its cases. */
export type MeasuredClaim = Values | Readonly<Record<string, Values>>;

/** One case of a claim: a model, a channel, a latent dimension. */
export interface MeasuredCase {
  /** Empty where the claim has no cases. */
  readonly name: string;
  readonly sample: Sample;
}

const sampleKeys: readonly string[] = [...Object.keys(repeats), 'exact', 'channels', 'incidents'];

/**
 * Reads what was measured for a claim.
 *
 * @throws {DataError} If a sample has neither an exact value nor values, or several kinds of repeats.
 */
export function casesOf(claim: LedgerClaim, measured: MeasuredClaim): MeasuredCase[] {
  const named = isValues(measured) ? { '': measured } : measured;
  return Object.entries(named).map(([name, values]) => ({ name, sample: sampleFrom(claim, name, values) }));
}

function isValues(measured: MeasuredClaim): measured is Values {
  if (typeof measured !== 'object' || isList(measured)) return true;
  const keys = Object.keys(measured);
  return keys.length > 0 && keys.every((key) => sampleKeys.includes(key));
}

function isList(values: object): values is NumberArray {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}

function sampleFrom(claim: LedgerClaim, name: string, values: Values): Sample {
  const over = claim.over ?? 'seeds';
  if (typeof values === 'number') return (claim.basis ?? 'sampled') === 'sampled' ? { [over]: [values] } : { exact: values }; // prettier-ignore
  // What holds by definition holds with each seed.
  if (isList(values)) return claim.basis === 'construction' ? { exact: mean(values) } : { [over]: values };
  const given = [...Object.keys(repeats), 'exact'].filter((key) => values[key as Repeat] !== undefined);
  if (given.length > 1 || (given.length === 0 && values.channels === undefined)) {
    const expected = `one of ${Object.keys(repeats).join(', ')} and exact, or channels`;
    throw new DataError(
      `Claim ${claim.id}${name && `, ${name}`} expects ${expected}; found ${given.join(' and ') || 'none'}.`,
    );
  }
  return values;
}
