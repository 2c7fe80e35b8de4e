import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Batch } from '../../lib/monitor/batches';
import { Delivery, type DeliveryEvent } from '../../lib/monitor/delivery';
import { createLog } from '../../lib/monitor/log';
import { Outbox } from '../../lib/monitor/outbox';
import { MonitorService, type ServiceOptions } from '../../lib/monitor/service';
import { WebhookSink } from '../../lib/monitor/sinks';
import { StateFolder } from '../../lib/monitor/state-folder';
import { meanSource, Recorder, temporaryFolder } from '../support/monitor';

describe('alerts of numbered points over restarts', () => {
  const folder = temporaryFolder();
  let count = 0;
  const newFolder = () => path.join(folder, `state-${count++}`);
  const monitor = { source: meanSource(), threshold: { kind: 'fixed', value: 10 }, alerts: { coolDown: 1 } } as const;

  /** Takes points until it is killed. @returns How many alerts opened, were sent, and were known already. */
  async function run(stateFolder: string, batch: Batch, options: Partial<ServiceOptions> = {}) {
    const state = new StateFolder(stateFolder);
    const outbox = new Outbox(state.outboxFile);
    const events: DeliveryEvent[] = [];
    const send = () => Promise.resolve();
    const delivery = new Delivery({ outbox, send, deadLetters: state.deadLetters, onEvent: (e) => events.push(e) });
    const recorder = new Recorder();
    const sinks = [{ name: 'recorder', notified: recorder.notified }, new WebhookSink(delivery)];
    const log = createLog('silent');
    const service = new MonitorService({ monitor, state, sinks, log, saveEvery: 0, ...options });
    await service.accept(batch);
    assert.ok(await delivery.drain(2000));
    delivery.close();
    state.release();
    const sent = events.filter(({ kind }) => kind === 'delivered').length;
    const known = events.filter(({ kind }) => kind === 'known').length;
    return { opened: recorder.notifications.filter(({ phase }) => phase === 'opened').length, sent, known };
  }
  const records = [1, 40, 1, 40, 1].map((value) => ({ values: [value] }));

  it('sends alerts of the same numbers again once its state was removed', async () => {
    const state = newFolder();
    assert.deepEqual(await run(state, { records }), { opened: 2, sent: 2, known: 0 });
    fs.rmSync(path.join(state, 'state.json'));
    assert.deepEqual(await run(state, { records }), { opened: 2, sent: 2, known: 0 });
  });

  it('sends alerts of numbers that a crash gave away twice, where the input is not the same points', async () => {
    const state = newFolder();
    // Never saved after the start: the second run begins with the same number.
    await run(state, { records: [] });
    const never = { saveEvery: 1e9 };
    assert.equal((await run(state, { records }, never)).sent, 2);
    assert.deepEqual(await run(state, { records }, never), { opened: 2, sent: 2, known: 0 });
  });

  it('sends no alert twice where the same points of a file come again, and says so', async () => {
    const state = newFolder();
    const at = (offset: number) => ({ position: { inode: 1, offset } });
    await run(state, { records: [], ...at(0) });
    const never = { saveEvery: 1e9 };
    assert.equal((await run(state, { records, ...at(9) }, never)).sent, 2);
    assert.deepEqual(await run(state, { records, ...at(9) }, never), { opened: 2, sent: 0, known: 2 });
    const another = { ...never, canResume: () => false };
    assert.deepEqual(await run(state, { records, ...at(9) }, another), { opened: 2, sent: 2, known: 0 });
  });
});
