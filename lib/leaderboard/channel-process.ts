/**
 * The main module of a process that measures channels, one at a time as its parent names them. What it finds is kept in
 * the store, where the parent reads it; back go only word that the channel is done, or the error.
 */
import { messageOf } from '../data/data-error';
import { loadBackend } from '../runtime/index';
import { entriesFor } from './entries';
import { runEnsemble } from './run-ensemble';
import { runChoices, runLeaderboard } from './run-leaderboard';
import type { ChannelReply, ChannelTask } from './side-by-side';

// Ctrl-C and SIGTERM reach the whole process group; it is the parent that decides when its workers end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(1));

async function work({ channel, root, store, profile, seeds, settings }: ChannelTask): Promise<ChannelReply> {
  try {
    const run = { root, store, channels: [channel] };
    if (settings) await runEnsemble(new Map([[channel, settings]]), run);
    else {
      await loadBackend();
      await runChoices(run);
      await runLeaderboard(entriesFor(profile), { ...run, seeds });
    }
    return { channel };
  } catch (error) {
    return { channel, error: messageOf(error) };
  }
}

process.on('message', (task: ChannelTask) => void work(task).then((reply) => process.send!(reply)));
