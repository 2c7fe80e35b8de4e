/** The texts of the live pages, with what is seen at first computed from the kept scores. */
import fs from 'node:fs';
import path from 'node:path';
import { counted, REPOSITORY_ROOT } from '../lib/base/index';
import { callAbove } from './live/at-threshold';
import { openChannel, type KeptChannel, type LiveChannel } from './live/channel-scores';
import { adjustedRows, crossing } from './live/point-adjustment';
import { adjustmentStart, thresholdStart, volumeStart } from './live/starts';
import { volumeRows } from './live/volume';
import type { BookDocument } from './documents';

const pages = [
  { name: 'point-adjustment', title: 'The point-adjustment slider', words: adjustmentWords },
  { name: 'threshold', title: 'Threshold, window, context', words: thresholdWords },
  { name: 'volume', title: 'The window of VUS', words: volumeWords },
];

/** Writes the documents of the live pages. */
export function liveDocuments(kept: readonly KeptChannel[]): BookDocument[] {
  const channels = kept.map(openChannel);
  const { command, commit, profile, seed, backend } = kept[0].made;
  const made =
    `Scores of ${kept.length} channels (${kept.map(({ channel }) => channel).join(', ')}), one for each time step, made by ` +
    `\`${command}\` at commit ${commit}: profile \`${profile}\`, seed ${seed}, ${backend}. The networks are small and ` +
    'trained for few epochs, as their rows on the leaderboard at this profile.';
  return pages.map(({ name, title, words }) => {
    const file = `book/pages/${name}.md`;
    const text = fs.readFileSync(path.join(REPOSITORY_ROOT, file), 'utf8');
    const known: Readonly<Record<string, string>> = { made, ...words(channels) };
    const markdown = `# ${title}\n\n${text}`.replace(/\{(\w+)\}/g, (_, word: string) => {
      if (Object.hasOwn(known, word)) return known[word];
      throw new Error(`${file}: expected one of ${Object.keys(known).join(', ')} in braces, found ${word}.`);
    });
    return { file, name, group: 'Live pages', title, markdown };
  });
}

const digits = (value: number) => value.toFixed(3).replace(/^0\./, '.');

function adjustmentWords(channels: readonly LiveChannel[]) {
  const { share } = adjustmentStart;
  const at = (k: number, called = share) => {
    const rows = adjustedRows(channels, { k, share: called });
    const best = (kind: string) => Math.max(...rows.filter((row) => row.kind === kind).map(({ f1 }) => f1));
    return { random: digits(best('random')), network: digits(best('network')), ensemble: digits(best('ensemble')) };
  };
  const passes = crossing(channels, share);
  if (passes === undefined) throw new Error('book/scores: expected random scores to pass all networks at some k.');
  const [none, plain, few] = [at(100), at(0), at(0, 2)];
  return {
    share: String(share),
    randomUnadjusted: none.random,
    networkUnadjusted: none.network,
    passes: String(passes),
    before: String(passes + 1),
    randomBefore: at(passes + 1).random,
    networkBefore: at(passes + 1).network,
    randomPassing: at(passes).random,
    networkPassing: at(passes).network,
    randomPlain: plain.random,
    networkPlain: plain.network,
    randomFew: few.random,
    ensembleFew: few.ensemble,
    channels: counted(channels.length, 'channel'),
  };
}

function thresholdWords(channels: readonly LiveChannel[]) {
  const { rows, labels } = channels.find(({ channel }) => channel === thresholdStart.channel) ?? channels[0];
  const { draws } = rows.find(({ label }) => label === thresholdStart.row) ?? rows[0];
  const at = (window: number, context: 'causal' | 'centred') =>
    callAbove(draws[0], labels, { ...thresholdStart, window, context });
  const [start, causal, centred] = [at(1, 'causal'), at(100, 'causal'), at(100, 'centred')];
  return {
    channel: thresholdStart.channel,
    row: thresholdStart.row,
    percentile: String(thresholdStart.percentile),
    f1: digits(start.f1),
    eventF1: digits(start.eventF1),
    f1Causal: digits(causal.f1),
    f1Centred: digits(centred.f1),
  };
}

function volumeWords(channels: readonly LiveChannel[]) {
  const channel = channels.find((each) => each.channel === volumeStart.channel) ?? channels[0];
  const at = (window: number) => {
    const rows = volumeRows(channel, window);
    const of = (kind: string) => rows.filter((row) => row.kind === kind);
    return { random: of('random')[0], best: rows.reduce((most, row) => (row.vusPr > most.vusPr ? row : most)) };
  };
  const [start, wide] = [at(volumeStart.window), at(500)];
  return {
    channel: channel.channel,
    random: digits(start.random.vusPr),
    randomWide: digits(wide.random.vusPr),
    best: start.best.label,
    bestStart: digits(start.best.vusPr),
    bestWide: digits(wide.best.vusPr),
    randomRoc: digits(start.random.rocAuc),
  };
}
