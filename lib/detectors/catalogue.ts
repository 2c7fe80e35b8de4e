/** Every series detector by its name: those that score series as a whole, and any detector of windows. */
import {
  asSettings,
  detectorNames,
  findDetector,
  isTrained,
  unknownDetector,
  type DetectorKind,
} from '../models/index';
import { defaultForecastConfig, forecast } from './forecast';
import { defaultPooledContextConfig, pooledContext } from './pooled-context';
import type { SeriesDetector, View, ViewFault } from './series-detector';
import { viewFault, windowed } from './windowed';

export interface SeriesDetectorEntry {
  readonly detector: SeriesDetector;
  readonly kind: DetectorKind;
  /** The names of what a job's config may set. */
  readonly settings: readonly string[];
  /** Whether it is trained in steps, so that `training` means something to it. */
  readonly trained: boolean;
  /** Whether it scores windows: those of the protocol, or those of a view. */
  readonly ofWindows: boolean;
  /** Finds what it cannot take of a view, if there is such a thing. */
  viewFault(view: View): ViewFault | undefined;
}

/** Refuses every view: there are no windows that it could be of. */
const noView =
  (name: string) =>
  (view: View): ViewFault | undefined => {
    const [found] = Object.entries(view).find(([, value]) => value !== undefined) ?? [];
    if (found === undefined) return undefined;
    return { path: [], message: `expected none, as ${name} scores series as a whole; found ${found}` };
  };

/** Series detectors that are not detectors of windows. A new one is one entry here. */
const ofSeries: Readonly<Record<string, SeriesDetectorEntry>> = {
  'pooled-context': {
    detector: pooledContext,
    kind: 'ensemble',
    settings: Object.keys(defaultPooledContextConfig),
    trained: false,
    ofWindows: false,
    viewFault: noView('pooled-context'),
  },
  'forecast-errors': {
    detector: forecast,
    kind: 'deep',
    settings: Object.keys(defaultForecastConfig),
    trained: true,
    ofWindows: false,
    viewFault: noView('forecast-errors'),
  },
};

export const seriesDetectorNames: readonly string[] = [...detectorNames, ...Object.keys(ofSeries)];

/**
 * Finds a series detector by its name.
 *
 * @throws If there is none of this name; the message lists the names there are.
 */
export function findSeriesDetector(name: string): SeriesDetectorEntry {
  if (Object.hasOwn(ofSeries, name)) return ofSeries[name];
  if (!(detectorNames as readonly string[]).includes(name)) throw new Error(unknownDetector(name, seriesDetectorNames));
  const entry = findDetector(name);
  return {
    detector: windowed(name),
    kind: entry.kind,
    settings: Object.keys(asSettings(entry.defaults)),
    trained: isTrained(entry),
    ofWindows: true,
    viewFault: (view) => viewFault(name, view),
  };
}
