/**
 * The main module of a process that measures channels, one at a time as its parent names them. What it finds is kept in
 * the store, where the parent reads it; back go only word that the channel is done, what failed, and notes.
 */
import { messageOf } from '../base/index';
import { loadBackend } from '../runtime/index';
import { entriesFor } from './entries';
import { Failures, LeaderboardFailure } from './failures';
import { runEnsemble } from './run-ensemble';
import { runChoices, runLeaderboard } from './run-leaderboard';
import type { ChannelReply, ChannelTask } from './side-by-side';

// Ctrl-C and SIGTERM reach the whole process group; it is the parent that decides when its workers end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(1));

async function work({ channel, root, store, since, profile, seeds, settings }: ChannelTask): Promise<ChannelReply> {
  const notes: string[] = [];
  try {
    const run = { root, store, since, channels: [channel], onNote: (note: string) => void notes.push(note) };
    const failures = new Failures();
    if (settings) await failures.attempt(channel, () => runEnsemble(new Map([[channel, settings]]), run));
    else {
      await loadBackend();
      await failures.attempt(channel, () => runChoices(run));
      await failures.attempt(channel, () => runLeaderboard(entriesFor(profile), { ...run, seeds }));
    }
    failures.finish();
    return { channel, notes };
  } catch (error) {
    if (error instanceof LeaderboardFailure) return { channel, notes, failures: error.failures };
    return { channel, notes, error: messageOf(error) };
  }
}

process.on('message', (task: ChannelTask) => void work(task).then((reply) => process.send!(reply)));
