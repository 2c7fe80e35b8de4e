/** What a rule finds of a claim, before and after its verdict. */
import { DataError } from '../base/index';
import type { Verdict } from './claim';
import type { Estimate } from './estimate';
import type { MeasuredCase } from './sample';

/** A case with its mean and interval. */
export interface JudgedCase extends MeasuredCase {
  readonly estimate: Estimate;
}

/** What decides an order or a trend: a difference, and what it is called. */
export interface Difference extends Estimate {
  readonly name: string;
}

/** What a rule looked at. */
interface Evidence {
  /** The cases that the claim is about. */
  readonly cases: readonly JudgedCase[];
  /** Rows that know nothing, where the claim is about a model. */
  readonly trivial?: readonly JudgedCase[];
  readonly difference?: Difference;
  /** How many cases have a mean as claimed, for rules that judge each case by itself. */
  readonly holding?: number;
}

export interface Judgement extends Evidence {
  readonly verdict: Verdict;
}

/** The evidence, whether it speaks for the claim, and why it does not decide: no reason if it decides. */
export interface Finding extends Evidence {
  readonly holds: boolean;
  readonly reasons: readonly string[];
}

/** Tells which cases a claim needs and which were found. */
export function missingCases(id: string, needed: string, cases: readonly MeasuredCase[]): DataError {
  const found = cases.map(({ name }) => `"${name}"`).join(', ');
  return new DataError(`Claim ${id} needs ${needed}; found ${found}.`);
}
