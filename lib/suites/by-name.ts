/** The suites by their names on the command line. */
import { didYouMean } from '../base/index';
import { ablation } from './ablation';
import { causal } from './causal';
import { chapter } from './chapter';
import { chapterGenerators } from './chapter-generators';
import { claims } from './claims';
import { nab, skab } from './data-sets';
import { exercises } from '../exercises/suite';
import { opssat } from './opssat';
import { report1 } from './report-1';
import { report2 } from './report-2';
import { report3 } from './report-3';
import { tsbAd } from './tsb-ad';
import type { Suite } from '../experiments/index';

/** `reports` runs every report; the others run one. */
const suites: Readonly<Record<string, Suite>> = {
  reports: (context) => [report1, report2, report3, chapter].flatMap((suite) => suite(context)),
  'report-1': report1,
  'report-2': report2,
  'report-3': report3,
  chapter,
  'chapter-generators': chapterGenerators,
  claims,
  exercises,
  'tsb-ad': tsbAd,
  ablation,
  causal,
  nab,
  skab,
  opssat,
};

/**
 * The leaderboard's suite, which is not among these, as it is not tables alone: how it is shown depends on report 3's channels,
 * the spacecraft and the incidents. See lib/leaderboard.
 */
export const LEADERBOARD = 'leaderboard';

/** The suites that are tables alone. */
export const suiteNames: readonly string[] = Object.keys(suites);

/** All suites. */
export const allSuiteNames: readonly string[] = [...suiteNames, LEADERBOARD];

/** Says that no suite has a name, and which names there are. */
export function unknownSuite(name: string): string {
  return `unknown suite '${name}', expected ${allSuiteNames.join(', ')}.${didYouMean(name, allSuiteNames)}`;
}

/**
 * Finds a suite of tables by its name.
 *
 * @throws If there is none of this name; the message lists all suites.
 */
export function findSuite(name: string): Suite {
  if (!Object.hasOwn(suites, name)) {
    throw new Error(unknownSuite(name));
  }
  return suites[name];
}
