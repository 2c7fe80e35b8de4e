/** A claim of a report as data: the sentence, what is measured for it, and the rule that decides it. */

export const reportNames = ['report-1', 'report-2', 'report-3', 'chapter'] as const;
export type ReportName = (typeof reportNames)[number];

/** What our figures say of a claim. `by construction` counts apart: it shows that our code does what it says. */
export type Verdict =
  | 'reproduced'
  | `partly (${string})`
  | 'not reproduced'
  | `not reproduced (${string})`
  | 'by construction'
  | `not checkable (${string})`;

/** What each report is about, for headings. */
export const reportTitles: Record<ReportName, string> = {
  'report-1': 'VAE on a synthetic series',
  'report-2': 'MLP-VAE on correlated features',
  'report-3': 'LSTM-VAE, LSTM-Attention and Anomaly Transformer on SMAP/MSL',
  chapter: 'Chapter: autoencoder, VAE, AnoGAN, LSTM autoencoder',
};

/**
 * How a claim is decided. What varies has a 95 % interval, and the whole interval must be as claimed; where only the
 * mean is, the claim is partly reproduced. One seed has no interval, so that one seed reproduces no claim. The other way
 * round it is the same: where one seed is against a claim, or a difference within chance, `not reproduced` says so.
 *
 * - `number`: each case lies within `tolerance` of `expected`.
 * - `bounds`: each case lies within [`atLeast`, `atMost`].
 * - `order`: the case called `first` is the best of all. The interval is that of its lead over each other case.
 * - `trend`: the measure rises or falls with the cases' numbers (latent dimensions, percentiles) at every step; the
 *   interval is that of the whole change. Or it `flattens`: it rises, and its last step gains less per doubling than
 *   its first; the interval is that of last less first gain.
 * - `opinion`: nothing can be measured; `reason` says why.
 */
export type Rule =
  | { readonly kind: 'number'; readonly expected: number; readonly tolerance: number }
  | { readonly kind: 'bounds'; readonly atLeast?: number; readonly atMost?: number }
  | { readonly kind: 'order'; readonly first: string; readonly best: 'highest' | 'lowest' }
  | { readonly kind: 'trend'; readonly direction: 'rises' | 'falls' | 'flattens' }
  | { readonly kind: 'opinion'; readonly reason: string };

/**
 * What a claim's values rest on.
 *
 * - `sampled`: they differ from seed to seed, or from run to run.
 * - `exact`: they have no randomness, such as a number of parameters or a share of labels; one value decides.
 * - `construction`: exact, and true by definition: what a generator was told, or an identity.
 */
export type Basis = 'sampled' | 'exact' | 'construction';

/** What is repeated to sample a value, with the name of a single one. */
export const repeats = {
  seeds: 'seed',
  runs: 'run',
  calibrations: 'calibration',
} as const;
export type Repeat = keyof typeof repeats;

export interface LedgerClaim {
  /** Unique; a notebook names the claim by it. */
  readonly id: string;
  readonly report: ReportName;
  /** Section or table of the report. */
  readonly where: string;
  /** The claim in our words, with its figures. */
  readonly claim: string;
  /** What is measured to decide it, with the names of the cases where there are several. */
  readonly measure: string;
  /** Unit of the values, printed behind them. `%`: the values are fractions and are printed as percentages. */
  readonly unit?: string;
  readonly rule: Rule;
  /** Default `sampled`. */
  readonly basis?: Basis;
  /** What a plain list of values is over, default `seeds`. */
  readonly over?: Repeat;
  /**
   * The case that the claim is about, or cases: `model`, and `model, ...` for other readings of the report. All other
   * cases are rows that know nothing. Unless there is one, and none holds as well, the claim is at most partly
   * reproduced.
   */
  readonly model?: string;
  /** What the measure leaves open; the claim is then at most partly reproduced. */
  readonly open?: string;
}

/** A claim as the file of a report lists it. */
export type ClaimEntry = Omit<LedgerClaim, 'report'>;

/** Adds the report to each of its claims. */
export function claimsOf(report: ReportName, entries: readonly ClaimEntry[]): LedgerClaim[] {
  return entries.map((entry) => ({ ...entry, report }));
}

/** Makes a claim that cannot be decided by measuring. */
export function opinion(id: string, where: string, { claim, reason }: { claim: string; reason: string }): ClaimEntry {
  return { id, where, claim, measure: 'none', rule: { kind: 'opinion', reason } };
}
