/**
 * Scores, labels, options or saved states that a threshold or a smoother cannot use. The message is one sentence that
 * starts with the exported function's name, then says what was expected and what was found.
 */
export class ScoringError extends Error {
  override readonly name = 'ScoringError';

  constructor(where: string, detail: string) {
    super(`${where}: ${detail}`);
  }
}
