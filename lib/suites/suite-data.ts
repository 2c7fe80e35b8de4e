/** What data a suite is made of: its folders before it is planned, and what it took of them afterwards. */
import { findSmapMsl } from '../data/index';
import { describeSource, type Source, type SuiteContext, type SuiteTable } from '../experiments/index';
import type { ProfileName } from '../models/index';

/**
 * Gives a suite its folders. The telemetry is found when the suite asks for it: one that runs on other data needs none.
 *
 * @param data  The folder that the user named.
 */
export function suiteContext(profile: ProfileName, data?: string): SuiteContext {
  return {
    profile,
    ...(data !== undefined && { data }),
    get telemetry() {
      return findSmapMsl({ data }).root;
    },
  };
}

export interface SuiteData {
  /** The sources of all tables, for people. */
  readonly data: string;
  /** Whether channels are simulated ones, which whoever shows results says. */
  readonly simulated: boolean;
}

/** Says what data the tables of a suite are run on. */
export function dataOf(tables: readonly SuiteTable[]): SuiteData {
  const sources = tables.flatMap(({ source, rows }) => [source, ...rows.map((row) => row.source ?? source)]);
  return {
    data: [...new Set(sources.map(describeSource))].join(', '),
    simulated: sources.some(isOfSimulated),
  };
}

/** Tells whether a source is of telemetry, as it is or as others cut and joined it, whose channels are simulated ones. */
export function isOfSimulated(source: Source): boolean {
  const ofTelemetry = source.kind === 'smap-msl' || source.kind === 'merged-telemetry' || source.kind === 'tsb-ad';
  return ofTelemetry && findSmapMsl({ data: source.root }).simulated;
}
