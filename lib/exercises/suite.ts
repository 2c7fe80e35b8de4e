/** The chapter's exercises that train detectors, as one suite. */
import type { Suite } from '../experiments/index';
import { anoGanAgainstAutoencoder } from './anogan-against-autoencoder';
import { klRole } from './kl-role';
import { latentSize } from './latent-size';
import { sequenceLength } from './sequence-length';

/** Exercises 1 to 4; a table is named `exercise-N`, with what sets it apart where an exercise has several. */
export const exercises: Suite = (context) =>
  [latentSize, klRole, anoGanAgainstAutoencoder, sequenceLength].flatMap((suite) => suite(context));
