import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { judgeLicence, npmLicences, statedLicence } from '../../scripts/support/licences';

const repository = path.join(__dirname, '..', '..');

describe('judgeLicence', () => {
  for (const [licence, judgement] of [
    ['MIT', 'permissive'],
    ['(BSD-3-Clause AND Apache-2.0)', 'permissive'],
    ['Apache License, Version 2.0', 'permissive'],
    ['ISC License (ISCL)', 'permissive'],
    ['3-Clause BSD License', 'permissive'],
    ['(MIT OR GPL-3.0-or-later)', 'permissive'],
    ['(AFL-2.1 OR BSD-3-Clause)', 'permissive'],
    ['MIT AND MPL-2.0', 'copyleft'],
    ['LGPL-3.0-only', 'copyleft'],
    ['AGPL-3.0', 'copyleft'],
    ['GNU General Public License v3 (GPLv3)', 'copyleft'],
    ['GPL-2.0 OR MPL-2.0', 'copyleft'],
    ['', 'unknown'],
    ['UNLICENSED', 'unknown'],
    ['SEE LICENSE IN LICENSE.txt', 'unknown'],
    ['MIT AND LicenseRef-Own', 'unknown'],
    ['LicenseRef-NVIDIA-Proprietary', 'unknown'],
  ] as const) {
    it(`takes '${licence}' for ${judgement}`, () => assert.equal(judgeLicence(licence), judgement));
  }
});

describe('npm run licenses', () => {
  it('reads the forms of a licence in package.json', () => {
    assert.equal(statedLicence({ license: 'ISC' }), 'ISC');
    assert.equal(statedLicence({ license: { type: 'MIT' } }), 'MIT');
    assert.equal(statedLicence({ licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] }), 'MIT OR GPL-2.0');
    assert.equal(statedLicence({}), '');
  });

  it('tells production, and what it needs, from development, and leaves out what is not installed', () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-licences-'));
    const write = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), text);
    };
    write('lib/a.ts', "import { x } from 'used/sub';");
    for (const folder of ['scripts', 'book', 'notebooks']) write(`${folder}/b.ts`, '');
    const packages = {
      '': {},
      'node_modules/used': { dependencies: { deep: '1' } },
      'node_modules/deep': { dependencies: { own: '1' } },
      'node_modules/used/node_modules/deep': { dependencies: { absent: '1' } },
      'node_modules/own': {},
      'node_modules/lint': {},
      'node_modules/absent': {},
    };
    for (const place of Object.keys(packages).filter((each) => each && !each.endsWith('absent'))) {
      write(`${place}/package.json`, JSON.stringify({ version: '1.0.0', license: 'MIT' }));
    }
    write('package-lock.json', JSON.stringify({ packages }));
    const found = npmLicences(root).map(({ name, use }) => `${name} ${use}`);
    fs.rmSync(root, { recursive: true });
    assert.deepEqual(found, [
      'used production',
      'deep development',
      'deep production',
      'own development',
      'lint development',
    ]);
  });

  it('lists what is installed here, with a warning for each licence to look at', () => {
    const { status, stdout } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/licenses.ts'], {
      cwd: repository,
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    assert.match(stdout, /^npm {5}production {3}danfojs-node 1\.2\.0 +MIT$/m);
    assert.match(stdout, /^npm {5}development {2}eslint \d\S+ +MIT$/m);
    assert.match(stdout, /^Python {2}production {3}jupyterlab \d\S+ +BSD/m);
    assert.match(stdout, /^Warning: zeromq \d\S+ \(npm, production; MIT AND MPL-2\.0\) is under copyleft/m);
  });
});
