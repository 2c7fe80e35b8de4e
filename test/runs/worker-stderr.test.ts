import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { forwardLines } from '../../lib/runs/worker-stderr';

describe('forwardLines', () => {
  it('passes on whole lines, however they arrive, and the last one without its end', async () => {
    const [stream, lines] = [new PassThrough(), [] as string[]];
    forwardLines(stream, (line) => lines.push(line));
    for (const part of ['one', ' line\n\ntwo\r\nthr', 'ee']) stream.write(part);
    stream.end();
    await once(stream, 'close');
    assert.deepEqual(lines, ['one line', 'two', 'three']);
  });

  it("drops V8's message about a full heap, and what follows it", async () => {
    const program = `console.error('before'); const kept = []; for (;;) kept.push(new Array(1e6).fill(0.5));`;
    const child = spawn(process.execPath, ['--max-old-space-size=32', '-e', program], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let all = '';
    child.stderr.on('data', (chunk: Buffer) => (all += chunk.toString()));
    const lines: string[] = [];
    forwardLines(child.stderr, (line) => lines.push(line));
    await once(child, 'close');
    assert.match(all, /heap out of memory/);
    assert.deepEqual(lines, ['before']);
  });
});
