import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { appendDurably } from '../../lib/monitor/append-file';
import { fillDisk } from '../support/full-disk';
import { temporaryFolder } from '../support/monitor';

describe('appendDurably', () => {
  const folder = temporaryFolder();
  let count = 0;
  const newFile = () => path.join(folder, 'deep', `lines-${count++}.jsonl`);
  const lines = (file: string) => fs.readFileSync(file, 'utf8').split('\n');

  it('makes the folder, and a file for its owner alone', () => {
    const file = newFile();
    appendDurably(file, ['one']);
    appendDurably(file, ['two', 'three']);
    assert.deepEqual(lines(file), ['one', 'two', 'three', '']);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });

  for (let room = 0; room <= 9; room++) {
    it(`writes a line whole or not at all where the disk takes ${room} of its 10 bytes`, () => {
      const file = newFile();
      appendDurably(file, ['before']);
      const makeRoom = fillDisk(room);
      try {
        assert.throws(() => appendDurably(file, ['nine more']), { code: 'ENOSPC' });
        assert.deepEqual(lines(file), ['before', '']);
      } finally {
        makeRoom();
      }
      appendDurably(file, ['after']);
      assert.deepEqual(lines(file), ['before', 'after', '']);
    });
  }

  it('writes on where the disk takes a line in pieces', () => {
    const file = newFile();
    const { writeSync } = fs;
    const pieces: number[] = [];
    fs.writeSync = ((descriptor: number, content: Uint8Array, at: number) => {
      pieces.push(at);
      return writeSync(descriptor, content, at, Math.min(3, content.length - at));
    }) as typeof fs.writeSync;
    try {
      appendDurably(file, ['nine more']);
    } finally {
      fs.writeSync = writeSync;
    }
    assert.deepEqual(lines(file), ['nine more', '']);
    assert.deepEqual(pieces, [0, 3, 6, 9]);
  });

  it('does not join a line to one that a crash cut short, even if nothing could remove the rest', () => {
    const file = newFile();
    appendDurably(file, ['whole']);
    fs.appendFileSync(file, 'cut sh');
    appendDurably(file, ['next']);
    assert.deepEqual(lines(file), ['whole', 'cut sh', 'next', '']);
    const [makeRoom, { ftruncateSync }] = [fillDisk(4), fs];
    fs.ftruncateSync = () => {
      throw new Error('EIO');
    };
    try {
      assert.throws(() => appendDurably(file, ['nine more']), { code: 'ENOSPC' });
    } finally {
      fs.ftruncateSync = ftruncateSync;
      makeRoom();
    }
    appendDurably(file, ['last']);
    assert.deepEqual(lines(file), ['whole', 'cut sh', 'next', 'nine', 'last', '']);
  });
});
