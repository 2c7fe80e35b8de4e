import assert from 'node:assert/strict';
import { Message } from '../../lib/runtime/protobuf';

describe('protocol-buffer messages', () => {
  const hex = (message: Message) => message.encode().toString('hex');

  it('are encoded as the documentation of the format does it', () => {
    assert.equal(hex(new Message().integer(1, 150)), '089601');
    assert.equal(hex(new Message().bytes(2, 'testing')), '120774657374696e67');
    assert.equal(hex(new Message().message(3, new Message().integer(1, 150))), '1a03089601');
    assert.equal(hex(new Message().integers(6, [3, 270, 86942])), '3206038e029ea705');
  });

  it('hold negative integers, floats and maps', () => {
    assert.equal(hex(new Message().integer(1, -2)), '08feffffffffffffffff01');
    assert.equal(hex(new Message().float(4, 1)), '250000803f');
    assert.equal(hex(new Message().entry(5, 'a', 'b')), '2a060a0161120162');
  });
});
