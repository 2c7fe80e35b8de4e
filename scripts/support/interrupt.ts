/** Ctrl-C, twice: the first time politely, the second time at once. */

/**
 * Aborts at the first SIGINT or SIGTERM, and ends the process at the second.
 *
 * @param advice  What is said at the first: how to go on later.
 * @returns       The signal, and what takes the handlers away again.
 */
export function stopPolitely(advice: string): { signal: AbortSignal; release: () => void } {
  const abort = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    // As a shell reports a process that a signal ended; workers are killed as this process exits.
    if (abort.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
    console.error(`\nStopping; again to stop at once. ${advice}`);
    abort.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const release = () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  return { signal: abort.signal, release };
}
