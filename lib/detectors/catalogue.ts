/**
 * Every series detector by its name. It is not a second catalogue: a detector of windows stands in lib/models/catalogue.ts
 * alone and is read from there. Only those that score series as a whole stand here: they are not detectors of windows,
 * and models, which stand before this folder, cannot import them.
 */
import { asSettings, detectorNames, findDetector, isTrained, unknownDetector } from '../models/index';
import { causalDetectors, causalMultiScale } from './causal/index';
import type { Facts } from './facts';
import { autoencoderEnsemble, defaultAutoencoderEnsembleConfig } from './autoencoder-ensemble';
import { defaultForecastConfig, forecast } from './forecast';
import { defaultMultiScaleConfig, multiScale } from './multi-scale';
import { outsideDetectors } from './outside/index';
import { defaultPaAnoConfig, paAno } from './paano';
import type { View, ViewFault } from './series-detector';
import { simpleDetectors } from './simple/index';
import { defaultTimeIndexConfig, timeIndex } from './time-index';
import { viewFault, windowed } from './windowed';

export interface SeriesDetectorEntry extends Facts {
  /** The names of what a job's config may set. */
  readonly settings: readonly string[];
  /** Whether it scores windows: those of the protocol, or those of a view. */
  readonly ofWindows: boolean;
  /** Finds what it cannot take of a view, if there is such a thing. */
  viewFault(view: View): ViewFault | undefined;
}

/** Series detectors that score series as a whole. A new one is one entry here. */
const ofSeries: Readonly<Record<string, Facts>> = {
  'multi-scale': {
    detector: multiScale,
    kind: 'ensemble',
    defaults: defaultMultiScaleConfig,
    trained: false,
    seeded: false,
    isStreaming: ({ pool }) => pool !== 'both',
    causal: causalMultiScale,
  },
  'forecast-errors': {
    detector: forecast,
    kind: 'deep',
    defaults: defaultForecastConfig,
    trained: true,
    seeded: true,
    isStreaming: ({ smoothing }) => smoothing === 'causal',
  },
  'autoencoder-ensemble': {
    detector: autoencoderEnsemble,
    kind: 'deep',
    defaults: defaultAutoencoderEnsembleConfig,
    trained: true,
    seeded: true,
    isStreaming: ({ form }) => form === 'causal',
  },
  // Its batches and its rate are settings of its own, so that `training` means nothing to it.
  paano: { detector: paAno, kind: 'deep', defaults: defaultPaAnoConfig, trained: false, seeded: true },
  'time-index': {
    detector: timeIndex,
    kind: 'trivial',
    defaults: defaultTimeIndexConfig,
    trained: false,
    seeded: false,
  },
  ...simpleDetectors,
  ...causalDetectors,
};

/** The names of all detectors of this library. Those that lie outside it have none: see ./outside. */
export const seriesDetectorNames: readonly string[] = [...detectorNames, ...Object.keys(ofSeries)];

/** Whether `findSeriesDetector` finds a detector, in this library or outside it. */
export function isSeriesDetector(name: string): boolean {
  return seriesDetectorNames.includes(name) || Object.hasOwn(outsideDetectors, name);
}

/** Those that can score a stream step by step. */
export const causalNames: readonly string[] = Object.keys(ofSeries).filter((name) => ofSeries[name].causal);

/**
 * Finds a series detector by its name.
 *
 * @throws If there is none of this name; the message lists the names there are.
 */
export function findSeriesDetector(name: string): SeriesDetectorEntry {
  const facts = [ofSeries, outsideDetectors].find((each) => Object.hasOwn(each, name))?.[name];
  if (facts) {
    const settings = Object.keys(facts.defaults);
    return { ...facts, settings, ofWindows: false, viewFault: (view) => anyView(name, view) };
  }
  if (!(detectorNames as readonly string[]).includes(name)) throw new Error(unknownDetector(name, seriesDetectorNames));
  const entry = findDetector(name);
  const defaults = asSettings(entry.defaults);
  return {
    detector: windowed(name),
    kind: entry.kind,
    defaults,
    trained: isTrained(entry),
    seeded: true, // it draws the windows that are held out
    settings: Object.keys(defaults),
    ofWindows: true,
    viewFault: (view) => viewFault(name, view),
  };
}

/** Refuses every view: there are no windows that it could be of. */
function anyView(name: string, view: View): ViewFault | undefined {
  const [found] = Object.entries(view).find(([, value]) => value !== undefined) ?? [];
  if (found === undefined) return undefined;
  return { path: [], message: `expected none, as ${name} scores series as a whole; found ${found}` };
}
