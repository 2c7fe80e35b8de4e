import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readNpy } from '../../../lib/data';
import { OwnPrograms, scoreWith, smallPair } from '../../support/own-programs';
import { sleep, until } from '../../support/processes';

const programs = new OwnPrograms();
const { folder } = programs;
after(() => programs.remove());

/** Writes a program and runs it as a detector. */
const run = (
  body: string,
  config: object = {},
  ...more: Parameters<typeof scoreWith> extends [unknown, ...infer Rest] ? Rest : never
) => scoreWith({ command: programs.write('own.mjs', body), folder, name: 'own.mjs', ...config }, ...more);

const GOOD = `
scores('scores.csv', Array.from({ length: testSteps }, (_, i) => i / 2));
scores('train_scores.csv', Array.from({ length: trainSteps }, (_, i) => -i - 1));
`;

const scratchFolders = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('telltale-detector-'));

describe('a program as a detector', () => {
  it('gives every step of both series its score', async () => {
    const { steps, warnings } = await run(GOOD);
    assert.deepEqual([...steps!.test], [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
    assert.deepEqual([...steps!.train], [-1, -2, -3, -4, -5, -6]);
    assert.equal(warnings, undefined);
  });

  it('is told what the series are, and given their values to the last bit, without labels', async () => {
    const kept = path.join(folder, 'kept');
    await run(`${GOOD}fs.cpSync(folder, ${JSON.stringify(kept)}, { recursive: true });`, {
      memoryMb: 900,
      timeoutSeconds: 60,
    });
    assert.deepEqual(fs.readdirSync(kept).sort(), [
      'scores.csv',
      'series.json',
      'test.npy',
      'train.npy',
      'train_scores.csv',
    ]);
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(kept, 'series.json'), 'utf8')), {
      format: 1,
      channel: 'tank',
      features: ['level, "m"', 'valve'],
      scored: 'all',
      train: 'train.npy',
      test: 'test.npy',
      trainShape: [6, 2],
      testShape: [8, 2],
      windowSize: null,
      seed: 3,
      profile: 'smoke',
      scores: 'scores.npy',
      trainScores: 'train_scores.npy',
      secondsAllowed: 60,
      memoryMbAllowed: 900,
    });
    const { train, test } = smallPair();
    for (const [file, series] of [
      ['train.npy', train],
      ['test.npy', test],
    ] as const) {
      const { shape, data, dtype } = readNpy(path.join(kept, file));
      assert.deepEqual([shape, dtype, [...data]], [[series.length, 2], '<f8', [...series.values]]);
    }
  });

  it('may have the series as CSV, and is told the size of windows that is asked for', async () => {
    const kept = path.join(folder, 'kept-csv');
    const config = { exchange: 'csv', windowSize: 4 };
    await run(`${GOOD}fs.cpSync(folder, ${JSON.stringify(kept)}, { recursive: true });`, config);
    const [head, first, second] = fs.readFileSync(path.join(kept, 'test.csv'), 'utf8').split('\n');
    assert.deepEqual(
      [head, first, second],
      ['"level, ""m""","valve"', '0,0.30000000000000004', '1,0.30000000000000004'],
    );
    const { windowSize, train, scores } = JSON.parse(fs.readFileSync(path.join(kept, 'series.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.deepEqual([windowSize, train, scores], [4, 'train.csv', 'scores.csv']);
  });

  it('is not given the training steps that are labelled anomalous', async () => {
    const pair = smallPair();
    const labels = Uint8Array.of(0, 0, 1, 1, 0, 0);
    const { steps } = await run(GOOD, {}, { ...pair, train: { ...pair.train, labels } });
    assert.equal(steps!.train.length, 4);
  });

  it('may give scores of windows, which are laid out by the rule that it states', async () => {
    const windows = (rule: object) => `
      write('scores.json', ${JSON.stringify(JSON.stringify(rule))});
      scores('scores.csv', [1, 2, 3]);
      scores('train_scores.csv', [5, 6]);
    `;
    const mean = await run(windows({ windowSize: 4, stride: 2 }));
    assert.deepEqual([...mean.steps!.test], [1, 1, 1.5, 1.5, 2.5, 2.5, 3, 3]);
    assert.deepEqual([...mean.steps!.train], [5, 5, 5.5, 5.5, 6, 6]);
    const last = await run(windows({ windowSize: 4, stride: 2, step: 'last' }));
    assert.deepEqual([...last.steps!.test], [1, 1, 1, 1, 1, 2, 2, 3]);
  });

  it('that gives no training scores has its test scores in their place, and a warning', async () => {
    const { steps, warnings } = await run("scores('scores.csv', [1, 2, 3, 4, 5, 6, 7, 8]);");
    assert.deepEqual([...steps!.train], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.match(warnings![0], /^own\.mjs gives no scores of the training series \(train_scores\): a threshold/);
  });

  it('is told the threads of a worker process, unless the user has set them', async () => {
    const [kept, { TF_NUM_INTRAOP_THREADS: before, OMP_NUM_THREADS: given }] = [
      path.join(folder, 'threads'),
      process.env,
    ];
    const body = `${GOOD}
      fs.writeFileSync(${JSON.stringify(kept)}, [process.env.OMP_NUM_THREADS, process.env.MKL_NUM_THREADS].join());
    `;
    try {
      Object.assign(process.env, { TF_NUM_INTRAOP_THREADS: '3', OMP_NUM_THREADS: '2' });
      await run(body);
      assert.equal(fs.readFileSync(kept, 'utf8'), `2,${process.env.MKL_NUM_THREADS ?? '3'}`);
    } finally {
      for (const [name, value] of Object.entries({ TF_NUM_INTRAOP_THREADS: before, OMP_NUM_THREADS: given })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it('leaves no folder behind, whether it succeeds or fails', async () => {
    const before = scratchFolders();
    await run(GOOD);
    await assert.rejects(run('process.exit(3);'));
    assert.deepEqual(scratchFolders(), before);
  });
});

describe('a program that fails', () => {
  const eight = '[1, 2, 3, 4, 5, 6, 7, 8]';
  for (const [what, body, message] of [
    [
      'an exit code',
      "console.log('began'); console.error('no such weights'); process.exit(3);",
      /^own\.mjs: expected exit code 0, found 3; it said last: began \/ no such weights$/,
    ],
    [
      'a signal',
      "process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 5000);",
      /expected exit code 0; it was ended by SIGSEGV; the program printed nothing$/,
    ],
    ['an exception', "throw new Error('bad weights');", /found 1; it said last: .*Node\.js v/],
    [
      'no file',
      '',
      /expected 8 scores, one for each step of the test series in one of scores\.npy, scores\.csv, scores\.jsonl; found no such file; the program printed nothing$/,
    ],
    [
      'two files',
      `scores('scores.csv', ${eight}); write('scores.jsonl', '[1]');`,
      /scores\.csv: expected one file of these scores, found scores\.csv, scores\.jsonl/,
    ],
    [
      'too few scores',
      "scores('scores.csv', [1, 2, 3, 4, 5]);",
      /scores\.csv: expected 8 scores, one for each step of the test series, found 5; if these are of windows of 4, one a step, write scores\.json with \{"windowSize": 4\}/,
    ],
    [
      'too many scores',
      `scores('scores.csv', [0, ...${eight}]);`,
      /scores\.csv: expected 8 scores, one for each step of the test series, found 9; the program printed nothing/,
    ],
    [
      'too few training scores',
      `scores('scores.csv', ${eight}); scores('train_scores.csv', [1]);`,
      /train_scores\.csv: expected 6 scores, one for each step of the training series, found 1/,
    ],
    [
      'a wrong count of windows',
      `write('scores.json', '{"windowSize":3}'); scores('scores.csv', ${eight});`,
      /expected 6 scores, one for each window of 3 with stride 1 of the test series, found 8/,
    ],
    [
      'NaN',
      "scores('scores.csv', [1, 2, NaN, 4, 5, 6, 7, 8]);",
      /own\.mjs: scores\.csv: expected a finite score for each step, found none \(NaN\) at step 2/,
    ],
    ['infinity', "scores('scores.csv', [1, 2, 3, 4, 5, 6, 7, 'inf']);", /found Infinity at step 7/],
    ['text', "scores('scores.csv', [1, 2, 3, 4, 5, 6, 7, 'high']);", /own\.mjs: scores\.csv: .*high/],
    ['an array of another type', "write('scores.npy', 'not an array');", /own\.mjs: scores\.npy: not an \.npy file/],
    [
      'a rule that there is not',
      `write('scores.json', '{"windowSize":3,"step":"middle"}'); scores('scores.csv', ${eight});`,
      /scores\.json: step: expected mean, last, found "middle"/,
    ],
    [
      'rules that are not JSON',
      `write('scores.json', '{'); scores('scores.csv', ${eight});`,
      /scores\.json: expected JSON/,
    ],
  ] as const) {
    it(`by ${what} is one error with what was expected`, async () => {
      await assert.rejects(run(body), (error: Error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /telltale-detector-/, 'no folder that is gone');
        assert.ok(!error.message.includes('\n'), 'one sentence');
        return true;
      });
    });
  }

  it('by much that it says keeps the last lines, without the signs that colour a terminal', async () => {
    const body = `
      for (let i = 0; i < 50_000; i++) console.log('line ' + i);
      console.log('\\u001b[31mred\\u001b[0m', 'x'.repeat(1000));
      process.exitCode = 1;
    `;
    await assert.rejects(run(body), ({ message }: Error) => {
      assert.match(message, /it said last: line 49996 \/ .* \/ line 49999 \/ red x+\.\.\.$/);
      return message.length < 700;
    });
  });

  it('by its time is ended with the processes that it has started', async () => {
    const alive = path.join(folder, 'alive');
    fs.writeFileSync(path.join(folder, 'own.sh'), `sleep 600 &\necho $! > '${alive}'\nsleep 600\n`);
    const running = scoreWith({ command: 'sh own.sh', folder, timeoutSeconds: 2 });
    await assert.rejects(
      running,
      /^Error: sh own\.sh: expected scores within 2 s \(--detector-timeout\); it was ended then/,
    );
    await isGone(Number(fs.readFileSync(alive, 'utf8')));
  });

  it('by its memory is ended, that of its children counted', async function () {
    if (!fs.existsSync('/proc/self/status')) this.skip(); // Linux alone says how large another process is
    const child = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 5)';
    const body = `
      const { spawn } = await import('node:child_process');
      spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'ignore' });
      setInterval(() => {}, 1000);
    `;
    const message = /expected at most 300 MB of memory \(--detector-memory\), found \d+ MB; it was ended/;
    await assert.rejects(run(body, { memoryMb: 300, timeoutSeconds: 60 }), message);
  });

  it('to end by itself is ended when the run is stopped', async () => {
    const stop = new AbortController();
    const pid = path.join(folder, 'pid');
    const running = run(
      `fs.writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1000);`,
      {},
      undefined,
      { signal: stop.signal },
    );
    await until('the program to begin', () => fs.existsSync(pid) && fs.readFileSync(pid, 'utf8') !== '');
    stop.abort();
    await assert.rejects(running, /it was ended, as the run was stopped/);
    await isGone(Number(fs.readFileSync(pid, 'utf8')));
  });

  for (const [what, config, message] of [
    [
      'a program that is not there',
      { command: 'no-such-program x' },
      /detector 'no-such-program x': expected a program that can be started, found no 'no-such-program' in the folders of PATH/,
    ],
    ['a file that is not there', { command: './none' }, /found no '\.\/none' in /],
    ['an unknown setting', { command: 'a', layout: 'x' }, /config\.layout: program has no such setting/],
    ['no command', {}, /program\.command must be a text, found undefined/],
    [
      'a time of nothing',
      { command: 'a', timeoutSeconds: 0 },
      /program\.timeoutSeconds must be a number of seconds above 0, or undefined, found 0/,
    ],
  ] as const) {
    it(`cannot be: ${what}`, () => assert.rejects(async () => scoreWith({ folder, ...config }), message));
  }
});

/** Waits until a process has ended. */
async function isGone(pid: number): Promise<void> {
  assert.ok(pid > 0);
  await until('the process to be gone', () => {
    try {
      return /^State:\s*Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return true;
    }
  });
  await sleep(0);
}
