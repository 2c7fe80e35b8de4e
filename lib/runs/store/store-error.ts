/** The store cannot be used or written to: every further job would be lost, so a run stops at it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
