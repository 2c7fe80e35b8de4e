/** Profiles: how much of everything is run. */

/** Seconds for a test, minutes for a look, or the reports' own sizes. */
export const profileNames = ['smoke', 'quick', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

/** One value for each profile. */
export type ByProfile<T> = Readonly<Record<ProfileName, T>>;

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
