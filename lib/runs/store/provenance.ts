/** Says what made stored results, and whether a run of their jobs would still give them. */
import { counted, wasOrWere } from '../../base/index';
import type { JobRecord } from './job-record';
import { telltaleVersion, type BackendVersions } from './versions';

/** The part of a record that says what made it. */
type Made = Pick<JobRecord, 'versions' | 'backend'>;

/**
 * Whether a result is still what its job gives: made by these sources and, where it is known what this run computes with, by
 * the same backend and version of Node.
 *
 * @param code  The executor's hash of its sources.
 * @param here  The backend that jobs are run with; undefined where that is not for this process to say, as with a queue.
 */
export function isCurrent({ versions, backend }: Made, code: string, here?: BackendVersions): boolean {
  if (versions.telltale !== telltaleVersion() || versions.code !== code) return false;
  if (!here) return true;
  // Node brings the mathematics of plain loops: nearest neighbours, eigenvectors, random numbers.
  return versions.node === process.versions.node && describe(backendOf({ versions, backend })) === describe(here);
}

/** Names the backends that made some results, each once, e.g. `tensorflow on CPU`; `none` if there are no results. */
export function backendsOf(records: readonly Made[]): string {
  return [...new Set(records.map(({ backend }) => backend))].sort().join(' and ') || 'none';
}

/** Says what a reader of figures must know of where they come from, one sentence each. */
export function provenanceNotes(records: readonly Made[], code: string): string[] {
  const foreign = records.filter(({ versions }) => versions.code !== code).length;
  const kinds = [...new Set(records.map((record) => describe(backendOf(record))))].sort();
  return [
    ...(foreign > 0
      ? [
          `${foreign} of ${counted(records.length, 'result')} ${wasOrWere(foreign)} made by other sources than those here`,
        ]
      : []),
    ...(kinds.length > 1 ? [`the results come from ${kinds.join(' and ')}: their last digits may differ`] : []),
  ];
}

function backendOf({ versions, backend }: Made): BackendVersions {
  const { telltale: _telltale, node: _node, code: _code, ...own } = versions;
  return { ...own, backend };
}

/** Names that people write otherwise than records do. */
const written: Readonly<Record<string, string>> = { tensorflow: 'TensorFlow' };

function describe({ backend, ...versions }: BackendVersions): string {
  const known = Object.keys(versions).filter((name) => versions[name] !== undefined);
  const named = known.sort().map((name) => `${written[name] ?? name} ${versions[name]}`);
  return named.length > 0 ? `${backend} (${named.join(', ')})` : backend;
}
