/** Options, files or states that the monitor cannot use. The message is one sentence that names what was expected. */
export class MonitorError extends Error {
  override readonly name = 'MonitorError';
}
