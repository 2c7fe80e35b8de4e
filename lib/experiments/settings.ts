/** What a notebook is run with: set by the environment, so that a notebook needs no edit to be run at another size. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../base/index';
import { findSmapMsl } from '../data/index';
import { parseProfile, type ProfileName } from '../models/index';
import { ResultStore } from '../runs/index';
import type { SuiteOptions } from './run-suite';

export interface NotebookSettings {
  /** TELLTALE_PROFILE: smoke, quick (the default) or full. */
  readonly profile: ProfileName;
  /** TELLTALE_SEED, default 0. */
  readonly seed: number;
  /** Folder of the telemetry: TELLTALE_DATA, data/smap-msl, or simulated channels. */
  readonly root: string;
  readonly simulated: boolean;
  /** TELLTALE_STORE: where results of suites are kept and found, so that a run that was stopped continues; default none. */
  readonly store?: ResultStore;
  /** How `runSuite` runs a suite with these settings: a process for each core, and a job that fails is an error. */
  readonly run: Pick<SuiteOptions, 'profile' | 'store' | 'workers' | 'whole'>;
  /** One sentence about the data, for the notebook's first output. */
  readonly dataNote: string;
  /** Why nothing can be said about the data, or about results at the report's sizes; undefined where it can. */
  readonly obstacle: { readonly data?: string; readonly results?: string };
}

/**
 * Reads the settings, and finds or simulates the telemetry.
 *
 * @throws If a variable holds something else than is expected, or no store can be opened; the message names it.
 */
export function notebookSettings(): NotebookSettings {
  const profile = parseProfile(process.env.TELLTALE_PROFILE || 'quick');
  const seed = Number(process.env.TELLTALE_SEED || 0);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) {
    throw new Error(`TELLTALE_SEED=${process.env.TELLTALE_SEED}: expected a whole number from 0 to 2147483647.`);
  }
  const { root, simulated } = findSmapMsl();
  const dataNote = simulated
    ? 'SIMULATED telemetry, not NASA data: the real channels were not found. Figures below say nothing about SMAP or MSL.'
    : 'Real SMAP/MSL telemetry.';
  const data = simulated ? 'simulated data' : undefined;
  const obstacle = { data, results: data ?? (profile === 'full' ? undefined : `profile ${profile}`) };
  const folder = process.env.TELLTALE_STORE;
  const store = folder ? { store: ResultStore.open(path.resolve(REPOSITORY_ROOT, folder)) } : {};
  // A start of processes costs more than the smallest models.
  const workers = profile === 'smoke' ? 1 : availableParallelism();
  return {
    profile,
    seed,
    root,
    simulated,
    ...store,
    run: { profile, workers, whole: true, ...store },
    dataNote,
    obstacle,
  };
}
