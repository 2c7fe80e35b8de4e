/** npm run licenses [-- --json]: the licence of every package that set-up has installed, and which of them to look at. */
import { Command } from 'commander';
import path from 'node:path';
import { counted, REPOSITORY_ROOT } from '../lib/base/index';
import { runCommand } from './support/command';
import { judgeLicence, npmLicences, pythonLicences, type Licensed } from './support/licences';

const command = new Command('npm run licenses --')
  .description('Lists the licences of all installed npm and Python packages, and warns of unknown and copyleft ones.')
  .option('--json', 'as JSON');

const NOTES = {
  unknown: 'states no licence that this command knows',
  copyleft: 'is under copyleft: who passes it on has duties',
  permissive: '',
} as const;

const order = ({ from, use, name }: Licensed) => [from === 'npm' ? 0 : 1, use === 'production' ? 0 : 1, name].join(' ');

/** Counts the packages of each licence, the most frequent first. */
function counts(all: readonly Licensed[]): string[] {
  const byLicence = new Map<string, number>();
  for (const { licence } of all) byLicence.set(licence, (byLicence.get(licence) ?? 0) + 1);
  return [...byLicence].sort(([, a], [, b]) => b - a).map(([licence, count]) => `${licence || 'none stated'} ${count}`);
}

runCommand(command, async () => {
  const python = path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python');
  const all = [...npmLicences(REPOSITORY_ROOT), ...pythonLicences(python)].sort((a, b) =>
    order(a).localeCompare(order(b), 'en'),
  );
  if (command.opts<{ json?: boolean }>().json) {
    console.log(
      JSON.stringify(
        all.map((each) => ({ ...each, judgement: judgeLicence(each.licence) })),
        null,
        2,
      ),
    );
    return;
  }
  for (const { from, use, name, version, licence } of all) {
    console.log(
      `${from.padEnd(6)}  ${use.padEnd(11)}  ${`${name} ${version}`.padEnd(48)}  ${licence || 'none stated'}`,
    );
  }
  console.log(`\n${counted(all.length, 'package')}: ${counts(all).join(', ')}.`);
  for (const { from, use, name, version, licence } of all) {
    const note = NOTES[judgeLicence(licence)];
    if (note) console.log(`Warning: ${name} ${version} (${from}, ${use}; ${licence || 'none stated'}) ${note}.`);
  }
});
