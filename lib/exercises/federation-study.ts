/** Federated training as report 3 wishes for it: three channels as three sites, beside one model on all windows. */
import { loadChannel, selectWindows, slidingWindows, smapMslPreprocess, type Windows } from '../data/index';
import type { ByProfile } from '../experiments/index';
import { makeDetector } from '../models/index';
import { compareFederated, type FederatedComparison } from '../pipeline/index';
import { concatWindows } from '../pipeline/updating/concat-windows';
import type { StudyOptions } from './budget-study';

const rounds: ByProfile<number> = { smoke: 2, quick: 10, full: 30 };
const WINDOW = 10;
/** Every fifth window of a site is a test window. */
const EVERY = 5;

/**
 * Trains a small VAE both ways on the windows of some channels' training splits, a fifth of which belong to nobody's
 * training.
 */
export async function federationStudy(
  { root, names }: { root: string; names: readonly string[] },
  { seed, profile }: StudyOptions,
): Promise<FederatedComparison> {
  const split = names.map((name) => splitWindows(loadWindows(root, name)));
  const { features } = split[0].site;
  const config = { windowSize: WINDOW, features, hiddenUnits: [64], latentDim: 8, beta: 0.01, seed };
  const data = { sites: split.map(({ site }) => site), test: concatWindows(split.map(({ test }) => test)) };
  return compareFederated(data, () => makeDetector('vae', config), { rounds: rounds[profile], seed });
}

function loadWindows(root: string, name: string): Windows {
  const { train } = loadChannel(root, name);
  return slidingWindows(smapMslPreprocess().fit(train).transform(train), { windowSize: WINDOW, stride: WINDOW });
}

function splitWindows(windows: Windows): { site: Windows; test: Windows } {
  const part = (wanted: boolean) =>
    Int32Array.from(Array.from(windows.starts.keys()).filter((i) => (i % EVERY === 0) === wanted));
  return { site: selectWindows(windows, part(false)), test: selectWindows(windows, part(true)) };
}
