/** A claim of a report as data: the sentence, what is measured for it, and the rule that decides it. */

export const reportNames = ['report-1', 'report-2', 'report-3', 'chapter'] as const;
export type ReportName = (typeof reportNames)[number];

export type Verdict = 'reproduced' | 'partly' | 'not reproduced' | `not checkable (${string})`;

/** What each report is about, for headings. */
export const reportTitles: Record<ReportName, string> = {
  'report-1': 'VAE on a synthetic series',
  'report-2': 'MLP-VAE on correlated features',
  'report-3': 'LSTM-VAE, LSTM-Attention and Anomaly Transformer on SMAP/MSL',
  chapter: 'Chapter: autoencoder, VAE, AnoGAN, LSTM autoencoder',
};

/**
 * How a claim is decided. Every rule looks at means over seeds and at their 95 % interval.
 *
 * - `number`: each case lies within `tolerance` of `expected`. Partly, if only the interval reaches it.
 * - `bounds`: each case lies within [`atLeast`, `atMost`]. Partly, if some cases do.
 * - `order`: the case called `first` is the best of all. Partly, if it leads by no more than chance over the seeds.
 * - `trend`: the measure rises or falls with the cases' numbers (latent dimensions, percentiles), or `flattens`: its last
 *   step gains less per doubling than its first. Partly, if the whole change is as claimed but one step is not.
 * - `opinion`: nothing can be measured; `reason` says why.
 */
export type Rule =
  | { readonly kind: 'number'; readonly expected: number; readonly tolerance: number }
  | { readonly kind: 'bounds'; readonly atLeast?: number; readonly atMost?: number }
  | { readonly kind: 'order'; readonly first: string; readonly best: 'highest' | 'lowest' }
  | { readonly kind: 'trend'; readonly direction: 'rises' | 'falls' | 'flattens' }
  | { readonly kind: 'opinion'; readonly reason: string };

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
  readonly rule: Rule;
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
