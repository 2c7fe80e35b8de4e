/** What stored results were made with, and whether a run of their jobs would still give them. */
import type { JobRecord } from './job-record';
import { telltaleVersion, type BackendVersions } from './versions';

/**
 * Whether a result is still what its job gives: made by these sources and, where it is known what this run computes with, by
 * the same backend and version of Node.
 *
 * @param code  The executor's hash of its sources.
 * @param here  The backend that jobs are run with; undefined where that is not for this process to say, as with a queue.
 */
export function isCurrent(
  { versions, backend }: Pick<JobRecord, 'versions' | 'backend'>,
  code: string,
  here?: BackendVersions,
): boolean {
  if (versions.telltale !== telltaleVersion() || versions.code !== code) return false;
  if (!here) return true;
  // Node brings the mathematics of plain loops: nearest neighbours, eigenvectors, random numbers.
  return versions.node === process.versions.node && describe({ ...versions, backend }) === describe(here);
}

/** The backends that made some results, each once, e.g. `tensorflow on CPU`; `none` where there is no result. */
export function backendsOf(records: readonly JobRecord[]): string {
  return [...new Set(records.map(({ backend }) => backend))].sort().join(' and ') || 'none';
}

/** What a reader of figures must know of where they come from, one sentence each. */
export function provenanceNotes(records: readonly JobRecord[], code: string): string[] {
  const foreign = records.filter(({ versions }) => versions.code !== code).length;
  const kinds = [...new Set(records.map(({ versions, backend }) => describe({ ...versions, backend })))].sort();
  return [
    ...(foreign > 0 ? [`${foreign} of ${records.length} results were made by other sources than those here`] : []),
    ...(kinds.length > 1 ? [`the results come from ${kinds.join(' and ')}: their last digits may differ`] : []),
  ];
}

function describe({ backend, tfjs, tensorflow }: BackendVersions): string {
  return `${backend} (${tensorflow ? `TensorFlow ${tensorflow}, ` : ''}tfjs ${tfjs})`;
}
