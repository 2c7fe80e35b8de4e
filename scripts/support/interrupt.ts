/** Handles Ctrl-C: the first one stops the work, the second one ends the process at once. */

/**
 * Aborts at the first SIGINT or SIGTERM, and ends the process at the second.
 *
 * @param advice  Printed at the first signal: how to continue later.
 * @returns       The signal, and a function that removes the handlers.
 */
export function stopPolitely(advice: string): { signal: AbortSignal; release: () => void } {
  const abort = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    // The status that a shell reports for a process that a signal ended. Workers are killed as this process exits.
    if (abort.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
    console.error(`\nStopping; interrupt again to stop at once. ${advice}`);
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
