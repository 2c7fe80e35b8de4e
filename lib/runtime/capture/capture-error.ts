/** Thrown where a step cannot run as a graph; the message completes "it runs eagerly because ...". */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}
