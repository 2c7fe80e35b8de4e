/** How much of an experiment is run: seconds for a test, minutes for a look, or the report's own sizes. */
import type { LstmVaeConfig } from '../models/index';
import type { FitOptions } from '../training/index';

export const profileNames = ['smoke', 'quick', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

export interface Profile {
  readonly fit: Pick<FitOptions, 'epochs'>;
  readonly lstmVae: Pick<LstmVaeConfig, 'hiddenUnits' | 'latentDim'>;
  /** At most so many channels, evenly spread over those asked for, unless they were named. */
  readonly channelLimit: number;
}

export const profiles: Record<ProfileName, Profile> = {
  smoke: { fit: { epochs: 2 }, lstmVae: { hiddenUnits: 16, latentDim: 4 }, channelLimit: 2 },
  quick: { fit: { epochs: 6 }, lstmVae: { hiddenUnits: 128, latentDim: 32 }, channelLimit: Infinity },
  full: { fit: { epochs: 100 }, lstmVae: { hiddenUnits: 128, latentDim: 32 }, channelLimit: Infinity },
};

/**
 * Reads a profile's name.
 *
 * @throws If there is no such profile; the message lists them.
 */
export function parseProfile(name: string): ProfileName {
  const found = profileNames.find((each) => each === name);
  if (!found) throw new Error(`Unknown profile '${name}': expected ${profileNames.join(', ')}.`);
  return found;
}
