/** Writes simulated channels to disk in the layout of SMAP/MSL, so that everything runs without the download. */
import fs from 'node:fs';
import path from 'node:path';
import { temporaryBeside, DataError, requireInteger, Random } from '../base/index';
import { writeNpy } from './npy';
import { simulateChannel, type SimulatedKind } from './simulated-channel';
import { LABEL_FILE, MSL_FEATURES, REPORT_CHANNELS, SMAP_FEATURES } from './smap-msl';
import type { AnomalySegment, Spacecraft } from './smap-msl-labels';

/** To be raised if the same seed gives other data, so that older folders are written again. */
const SIMULATOR_VERSION = 1;

/** The file that marks a folder as simulated data. */
const MARKER = 'simulated.json';

const NOTICE = `# Simulated data

These files are not NASA telemetry. Telltale's simulator wrote them in the layout of SMAP/MSL, under the names of real
channels, so that notebooks and tests run without the download. No figure computed from them says anything about SMAP/MSL.
`;

const DEFAULT_CHANNELS = ['P-1', 'E-1', 'D-1', 'T-1', 'F-2', 'A-1', 'M-1', 'D-15', 'M-6'];

/** The names of MSL channels in the real data set; every other name counts as SMAP. */
const MSL_CHANNELS = new Set(
  (
    'M-1 M-2 M-3 M-4 M-5 M-6 M-7 S-2 P-10 P-11 P-14 P-15 T-4 T-5 T-8 T-9 T-10 T-12 T-13 F-4 F-5 F-7 F-8 C-1 C-2 ' +
    'D-14 D-15 D-16'
  ).split(' '),
);

const KINDS: readonly SimulatedKind[] = ['periodic', 'square', 'ramp', 'noisy'];

export interface SimulatorOptions {
  /** Default: six of SMAP and three of MSL. Seven of these pass report 3's filter. */
  readonly channels?: readonly string[];
  readonly seed?: number;
  /** Time steps of each test series, at least 200; the training series has half as many. */
  readonly length?: number;
}

/** Whether the simulator wrote a data set's folder. */
export function isSimulated(root: string): boolean {
  return fs.existsSync(path.join(root, MARKER));
}

/**
 * Writes simulated channels into `root`, all or nothing. Does nothing if the same call has already written them.
 *
 * @throws {DataError} If an option is out of range, or `root` exists and holds anything but simulated data.
 */
export function simulateSmapMsl(root: string, options: SimulatorOptions = {}): void {
  const { channels = DEFAULT_CHANNELS, seed = 0, length = 4500 } = options;
  requireInteger('length', length, 200);
  const malformed = channels.find((channel) => !/^[A-Z]-\d{1,3}$/.test(channel));
  if (malformed !== undefined) throw new DataError(`expected channel names like P-1, found '${malformed}'`);
  const marker = JSON.stringify({ version: SIMULATOR_VERSION, seed, length, channels }, null, 2) + '\n';
  if (holds(root, marker)) return;
  if (fs.existsSync(root) && fs.readdirSync(root).length > 0 && !isSimulated(root)) {
    throw new DataError(`${root}: expected simulated data or an empty folder, found other files; nothing is changed`);
  }
  const temporary = temporaryBeside(path.resolve(root));
  try {
    writeChannels(temporary, { channels, seed, length });
    fs.writeFileSync(path.join(temporary, 'SIMULATED.md'), NOTICE);
    fs.writeFileSync(path.join(temporary, MARKER), marker);
    putInPlace(temporary, root, marker);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

function writeChannels(folder: string, options: { channels: readonly string[]; seed: number; length: number }): void {
  const { channels, seed, length: testLength } = options;
  const trainLength = Math.floor(testLength / 2);
  const rows = ['chan_id,spacecraft,anomaly_sequences,class,num_values'];
  channels.forEach((channel, i) => {
    const spacecraft: Spacecraft = MSL_CHANNELS.has(channel) ? 'MSL' : 'SMAP';
    const features = spacecraft === 'MSL' ? MSL_FEATURES : SMAP_FEATURES;
    const kind = KINDS[i % KINDS.length];
    const random = new Random(seed).fork(`simulated ${channel}`);
    // An eighth, as in the real data. Channels outside report 3's list have too few anomalies for its filter.
    const anomalousShare = REPORT_CHANNELS.includes(channel) ? 0.125 : 0.05;
    const shape = { kind, features, trainLength, testLength, anomalousShare };
    const { train, test, segments } = simulateChannel({ ...shape, random });
    writeNpy(path.join(folder, 'train', `${channel}.npy`), { shape: [trainLength, features], data: train });
    writeNpy(path.join(folder, 'test', `${channel}.npy`), { shape: [testLength, features], data: test });
    rows.push(labelRow({ channel, spacecraft, segments, testLength }));
  });
  fs.writeFileSync(path.join(folder, LABEL_FILE), rows.join('\n') + '\n');
}

function labelRow(row: {
  channel: string;
  spacecraft: Spacecraft;
  segments: readonly AnomalySegment[];
  testLength: number;
}): string {
  const spans = row.segments.map(({ start, end }) => `[${start}, ${end - 1}]`).join(', ');
  const classes = row.segments.map(({ anomalyClass }) => anomalyClass).join(', ');
  return `${row.channel},${row.spacecraft},"[${spans}]","[${classes}]",${row.testLength}`;
}

function holds(root: string, marker: string): boolean {
  return isSimulated(root) && fs.readFileSync(path.join(root, MARKER), 'utf8') === marker;
}

/** Renames the finished folder to `root`. Another process may have done so before, with the same result. */
function putInPlace(temporary: string, root: string, marker: string): void {
  const retired = temporaryBeside(path.resolve(root));
  try {
    if (fs.existsSync(root)) fs.renameSync(root, retired);
    fs.renameSync(temporary, root);
  } catch (error) {
    if (!holds(root, marker)) throw error;
  } finally {
    fs.rmSync(retired, { recursive: true, force: true });
  }
}
