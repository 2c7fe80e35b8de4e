import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { FileSink } from '../../lib/monitor/file-sink';
import type { ScoredPoint } from '../../lib/monitor/point';
import { StreamSink } from '../../lib/monitor/sinks';
import { openedAlert, temporaryFolder } from '../support/monitor';

const point = (timestamp: number): ScoredPoint => ({
  channel: 'D-1',
  timestamp,
  phase: 'scoring',
  score: 1,
  threshold: 2,
  anomalous: false,
  filled: false,
});

const linesOf = (file: string) =>
  fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; timestamp?: number });

describe('FileSink', () => {
  const folder = temporaryFolder();

  it('appends lines, alerts at once', () => {
    const file = path.join(folder, 'deep', 'scores.jsonl');
    const sink = new FileSink(file, { content: 'scores' });
    sink.scored(point(1));
    sink.notified(openedAlert('a'));
    assert.deepEqual(
      linesOf(file).map(({ kind }) => kind),
      ['score', 'alert'],
    );
    sink.scored(point(2));
    sink.close();
    const again = new FileSink(file, { content: 'alerts' });
    again.scored(point(3));
    again.notified(openedAlert('b'));
    again.close();
    assert.deepEqual(
      linesOf(file).map(({ kind }) => kind),
      ['score', 'alert', 'score', 'alert'],
    );
  });

  it('never holds more than its files may, the latest lines in them', () => {
    const file = path.join(folder, 'bounded.jsonl');
    const sink = new FileSink(file, { content: 'scores', maxBytes: 2000, keep: 2 });
    for (let i = 0; i < 200; i++) {
      sink.scored(point(i));
      sink.flush();
    }
    sink.close();
    const files = fs.readdirSync(folder).filter((name) => name.startsWith('bounded'));
    assert.deepEqual(files.sort(), ['bounded.jsonl', 'bounded.jsonl.1', 'bounded.jsonl.2']);
    files.forEach((name) => assert.ok(fs.statSync(path.join(folder, name)).size <= 2000));
    const times = [`${file}.2`, `${file}.1`, file].flatMap(linesOf).map(({ timestamp }) => timestamp);
    assert.deepEqual(
      times,
      Array.from({ length: times.length }, (_, i) => 200 - times.length + i),
    );
  });

  it('keeps its file where the next one cannot be begun, and writes to no other', () => {
    const file = path.join(folder, 'stuck.jsonl');
    const sink = new FileSink(file, { content: 'scores', maxBytes: 150, keep: 1 });
    const write = (timestamp: number) => {
      sink.scored(point(timestamp));
      sink.flush();
    };
    write(0);
    // A folder where the full file is to go: the rename fails.
    fs.mkdirSync(path.join(`${file}.1`, 'in the way'), { recursive: true });
    assert.throws(() => write(1), /EISDIR|ENOTEMPTY|EEXIST/);
    const other = path.join(folder, 'other');
    const descriptor = fs.openSync(other, 'w');
    assert.throws(() => write(2), /EISDIR|ENOTEMPTY|EEXIST/);
    fs.rmSync(`${file}.1`, { recursive: true });
    write(3);
    sink.close();
    fs.writeSync(descriptor, 'still open');
    fs.closeSync(descriptor);
    assert.equal(fs.readFileSync(other, 'utf8'), 'still open');
    assert.deepEqual(
      [`${file}.1`, file].flatMap(linesOf).map(({ timestamp }) => timestamp),
      [0, 3],
    );
  });

  it('refuses sizes that make no sense', () => {
    const file = path.join(folder, 'x');
    assert.throws(() => new FileSink(file, { content: 'scores', maxBytes: 0 }), /maxBytes must be a whole number/);
    assert.throws(() => new FileSink(file, { content: 'scores', keep: -1 }), /keep must be a whole number/);
  });
});

describe('StreamSink', () => {
  it('waits for a slow reader', async () => {
    const written: string[] = [];
    let free: () => void = () => undefined;
    const stream = new Writable({
      highWaterMark: 1,
      write: (chunk, _, done) => {
        written.push(String(chunk));
        free = done;
      },
    });
    const sink = new StreamSink(stream, 'alerts');
    sink.scored(point(1));
    await sink.flush();
    sink.notified(openedAlert('a'));
    let flushed = false;
    const flushing = sink.flush().then(() => (flushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(flushed, false);
    free();
    await flushing;
    assert.equal(written.length, 1);
    assert.equal((JSON.parse(written[0]) as { kind: string }).kind, 'alert');
  });

  it('does not wait for a reader that went away', async () => {
    const stream = new Writable({ highWaterMark: 1, write: () => undefined });
    stream.on('error', () => undefined);
    const sink = new StreamSink(stream, 'alerts');
    sink.notified(openedAlert('a'));
    const flushing = sink.flush();
    stream.destroy(new Error('EPIPE'));
    await flushing;
  });
});
