import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type Letter, Outbox } from '../../lib/monitor/outbox';
import { fillDisk } from '../support/full-disk';
import { openedAlert, temporaryFolder } from '../support/monitor';

const letter = (key: string): Letter => ({ key, createdAt: 1, notification: openedAlert(key) });

describe('Outbox', () => {
  const folder = temporaryFolder();
  let count = 0;
  const newFile = () => path.join(folder, `outbox-${count++}.jsonl`);

  it('gives letters in order and forgets none over a restart', () => {
    const file = newFile();
    const outbox = new Outbox(file);
    ['a', 'b', 'c'].forEach((key) => assert.equal(outbox.add(letter(key)), 'added'));
    outbox.settle('a');
    const again = new Outbox(file);
    assert.equal(again.pending, 2);
    assert.equal(JSON.stringify([...again.letters()][0]), JSON.stringify(letter('b')));
  });

  it('takes no key twice, waiting or settled, also after a restart', () => {
    const file = newFile();
    const outbox = new Outbox(file);
    outbox.add(letter('a'));
    outbox.add(letter('b'));
    outbox.settle('a');
    for (const box of [outbox, new Outbox(file)]) {
      assert.equal(box.add(letter('a')), 'known');
      assert.equal(box.add(letter('b')), 'known');
      assert.equal(box.pending, 1);
    }
  });

  it('survives a line that a crash cut short, and one that is not a letter', () => {
    const file = newFile();
    new Outbox(file).add(letter('a'));
    fs.appendFileSync(file, '{"add":{"key":"x"}}\nnull\n{"add":{"key":"b","crea');
    const outbox = new Outbox(file);
    assert.equal(outbox.damage.length, 3);
    assert.equal(outbox.pending, 1);
    assert.equal(new Outbox(file).damage.length, 0, 'the journal was written again');
  });

  it('keeps a copy of each damaged line before the journal is rewritten, and names the fault of a letter', () => {
    const file = newFile();
    const lacking = JSON.stringify({ add: { ...letter('x'), notification: { phase: 'opened', alert: { id: 'x' } } } });
    fs.writeFileSync(file, `${lacking}\n{"add":{"key":"y"\n${JSON.stringify({ add: letter('a') })}\n`);
    const outbox = new Outbox(file);
    assert.equal(outbox.pending, 1);
    assert.equal(fs.readFileSync(`${file}.damaged`, 'utf8'), `${lacking}\n{"add":{"key":"y"\n`);
    const [first, second] = outbox.damage;
    assert.match(first.reason, /^notification\.alert\.channel: /);
    assert.equal(first.letter?.key, 'x');
    assert.deepEqual([second.reason, second.letter], ['expected a line of JSON', undefined]);
    assert.equal(outbox.add(letter('x')), 'added', 'the event may come again');
  });

  it('is not rewritten while a damaged line cannot be copied', () => {
    const file = newFile();
    fs.mkdirSync(`${file}.damaged`);
    fs.writeFileSync(file, `{"add"\n${JSON.stringify({ add: letter('a') })}\n`);
    const outbox = new Outbox(file);
    outbox.add(letter('b'));
    assert.match(fs.readFileSync(file, 'utf8'), /^\{"add"\n/);
    assert.deepEqual(
      [...new Outbox(file).letters()].map(({ key }) => key),
      ['a', 'b'],
    );
  });

  it('writes a letter that the disk refused once there is room, whatever part of it was written', () => {
    const bytes = JSON.stringify({ add: letter('b') }).length + 1;
    for (let room = 0; room < bytes; room += 9) {
      const file = newFile();
      const outbox = new Outbox(file);
      outbox.add(letter('a'));
      const makeRoom = fillDisk(room);
      try {
        assert.throws(() => outbox.add(letter('b')), { code: 'ENOSPC' });
        assert.throws(() => outbox.persist(), { code: 'ENOSPC' });
      } finally {
        makeRoom();
      }
      outbox.add(letter('c'));
      outbox.persist();
      const again = new Outbox(file);
      assert.deepEqual([[...again.letters()].map(({ key }) => key), again.damage], [['a', 'b', 'c'], []], `${room}`);
    }
  });

  it('starts on a full disk, with every letter', () => {
    const file = newFile();
    new Outbox(file).add(letter('a'));
    const makeRoom = fillDisk(0);
    try {
      assert.equal(new Outbox(file).pending, 1);
    } finally {
      makeRoom();
    }
    assert.equal(new Outbox(file).pending, 1);
  });

  it('is for its owner alone, also once it was rewritten', () => {
    const file = newFile();
    new Outbox(file).add(letter('a'));
    assert.equal(new Outbox(file).pending, 1);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });

  it('is full at its limit', () => {
    const outbox = new Outbox(newFile(), { maxPending: 2 });
    assert.deepEqual(
      ['a', 'b', 'c', 'a'].map((key) => outbox.add(letter(key))),
      ['added', 'added', 'full', 'known'],
    );
  });

  it('keeps the journal and the settled keys bounded', () => {
    const file = newFile();
    const outbox = new Outbox(file, { maxSettled: 10 });
    for (let i = 0; i < 120; i++) {
      outbox.add(letter(`key-${i}`));
      outbox.settle(`key-${i}`);
      assert.ok(fs.readFileSync(file, 'utf8').split('\n').length <= 125);
    }
    assert.equal(outbox.add(letter('key-119')), 'known');
    assert.equal(outbox.add(letter('key-0')), 'added', 'the oldest are forgotten');
  });

  it('keeps a letter in memory where the disk refuses it', () => {
    const file = newFile();
    const outbox = new Outbox(file);
    fs.rmSync(file);
    fs.mkdirSync(file);
    assert.throws(() => outbox.add(letter('a')));
    assert.equal([...outbox.letters()][0].key, 'a');
  });

  it('says in one sentence that a journal cannot be read', () => {
    const file = newFile();
    fs.mkdirSync(file);
    assert.throws(() => new Outbox(file), { name: 'DataError', message: /: the outbox cannot be read \(EISDIR/ });
  });
});
