/** What a claim of a report is, as data: the sentence, what is measured for it, and the rule that decides it. */

export const reportNames = ['report-1', 'report-2', 'report-3', 'chapter'] as const;
export type ReportName = (typeof reportNames)[number];

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
 * - `number`: each case lies within `tolerance` of `expected`. Reached only by the interval: partly.
 * - `bounds`: each case lies within [`atLeast`, `atMost`]. Some cases within: partly.
 * - `order`: the case called `first` is the best of all. First, but not beyond chance over the seeds: partly.
 * - `trend`: the measure rises or falls with the cases' numbers (latent dimensions, percentiles), or `flattens`: its last
 *   step gains less per doubling than its first. First to last as claimed, but with a step the other way: partly.
 * - `opinion`: nothing can be measured; `reason` says why.
 */
export type Rule =
  | { readonly kind: 'number'; readonly expected: number; readonly tolerance: number }
  | { readonly kind: 'bounds'; readonly atLeast?: number; readonly atMost?: number }
  | { readonly kind: 'order'; readonly first: string; readonly best: 'highest' | 'lowest' }
  | { readonly kind: 'trend'; readonly direction: 'rises' | 'falls' | 'flattens' }
  | { readonly kind: 'opinion'; readonly reason: string };

export interface LedgerClaim {
  /** Unique, and what a notebook names the claim by. */
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

/** A claim as a report's file writes it: the report is the file's. */
export type ClaimEntry = Omit<LedgerClaim, 'report'>;

/** The claims of one report. */
export function claimsOf(report: ReportName, entries: readonly ClaimEntry[]): LedgerClaim[] {
  return entries.map((entry) => ({ ...entry, report }));
}

/** A claim that cannot be decided by measuring. */
export function opinion(id: string, where: string, { claim, reason }: { claim: string; reason: string }): ClaimEntry {
  return { id, where, claim, measure: 'none', rule: { kind: 'opinion', reason } };
}
