import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type Letter, Outbox } from '../../lib/monitor/outbox';
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
    assert.equal(JSON.stringify(again.first), JSON.stringify(letter('b')));
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
    assert.equal(outbox.damagedLines, 3);
    assert.equal(outbox.pending, 1);
    assert.equal(new Outbox(file).damagedLines, 0, 'the journal was written again');
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
    assert.equal(outbox.first?.key, 'a');
  });

  it('says in one sentence that a journal cannot be read', () => {
    const file = newFile();
    fs.mkdirSync(file);
    assert.throws(() => new Outbox(file), { name: 'DataError', message: /: the outbox cannot be read \(EISDIR/ });
  });
});
