/** The leaderboard's ensemble on any pair of series, from the command line. */
import { labelsToSegments } from '../../lib/data';
import { describeSource, loadSource, type Source } from '../../lib/experiments';
import {
  baselineEntries,
  loadScaled,
  measureEntries,
  scaleOwnSeries,
  scoresInFile,
  segmentInFile,
  shippedEntry,
  type OwnSeries,
  type ScoredResult,
  leaderboardEventTable,
  leaderboardSequenceTable,
  leaderboardStepTable,
  leaderboardWindowTable,
  ownSeriesNotes,
  writeLeaderboard,
} from '../../lib/leaderboard';
import { plotScores, saveFigure } from '../../lib/plots';
import { toMarkdown } from '../../lib/tables';

export interface EnsembleCommand {
  readonly seed: number;
  /** Also writes the figures, and the sequences that each row found, there. */
  readonly json?: string;
  /** Draws the ensemble's scores and sequences there; for one series. */
  readonly figure?: string;
}

/**
 * Runs the ensemble with the settings it ships with, and the baselines, on every channel of a source, and prints one set of
 * tables over all of them; for one series also where each row fired.
 */
export async function runEnsembleOn(source: Source, { seed, json, figure }: EnsembleCommand): Promise<void> {
  const telemetry = source.kind === 'smap-msl';
  const channels = source.channels.map((channel) => load(source, channel, seed));
  for (const warning of channels.flatMap(({ warnings }) => warnings)) console.log(`Note: ${warning}`);
  const scored = await measureEntries([shippedEntry, ...baselineEntries], channels, seed);
  const results = scored.map((row, i) => inFiles({ ...row, oracle: i === 0 && telemetry }, channels));
  const what = describeSource(source);
  const [only, ...more] = channels;
  const several = more.length > 0;
  const tables = [
    leaderboardWindowTable(results),
    leaderboardStepTable(results, what),
    leaderboardEventTable(results, what),
    ...(several ? [] : [leaderboardSequenceTable(results.map(withSequences), only.labelled, only.channel)]),
  ];
  for (const table of tables) console.log(`\n${toMarkdown(table)}`);
  const lengths = channels.map(({ test }) => test.length);
  for (const note of ownSeriesNotes({ telemetry, lengths })) console.log(`Note: ${note}`);
  if (json) writeLeaderboard(json, { judged: source.channels, tables, results });
  if (figure) await draw(only, { ...scored[0], ...withSequences(results[0]) }, figure);
}

function load(source: Source, channel: string, seed: number): OwnSeries {
  if (source.kind !== 'smap-msl') return scaleOwnSeries(channel, loadSource(source, channel, seed));
  const pair = loadScaled(source.root, channel);
  const { length: testLength, labels } = pair.test;
  const places = Int32Array.from({ length: testLength }, (_, step) => step);
  return { ...pair, warnings: [], places, testLength, labelled: labelsToSegments(labels!) };
}

type Row = Omit<ScoredResult, 'scores'>;

/** A row without its scores, and with its sequences in the time steps of the files. */
function inFiles({ scores: _, seeds, ...row }: ScoredResult, channels: readonly OwnSeries[]): Row {
  const moved = seeds.map(({ seed, channels: measured }) => ({
    seed,
    channels: measured.map((each, i) => ({
      ...each,
      sequences: each.sequences!.map((segment) => segmentInFile(channels[i], segment)),
    })),
  }));
  return { ...row, seeds: moved };
}

/** Of a row on one series. */
const withSequences = ({ label, seeds }: Row) => ({ label, sequences: seeds[0].channels[0].sequences! });

async function draw(
  series: OwnSeries,
  { label, scores, sequences }: Pick<ScoredResult, 'label' | 'scores'> & ReturnType<typeof withSequences>,
  file: string,
): Promise<void> {
  const drawn = plotScores(scoresInFile(series, scores[0]), {
    segments: series.labelled,
    detected: sequences,
    title: `${series.channel}: ${label}`,
    unit: 'distance above the median',
  });
  await saveFigure(drawn, file);
  console.log(`Figure: ${file}`);
}
