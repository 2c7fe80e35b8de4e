import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../lib/base';
import { Autoencoder, loadDetector, saveDetector } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}
interface Header {
  __metadata__: Record<string, string>;
  [tensor: string]: Entry | Record<string, string>;
}

const ZEROS = '0'.repeat(64);

/**
 * Makes a file of this header and data, with the checksum that it should have: damage that only a look at the content
 * finds.
 */
function signed(header: object, data: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const bytes = Buffer.concat([length, text, data]);
  if (bytes.includes(ZEROS)) {
    const digest = createHash('sha256').update(bytes).digest('hex');
    bytes.write(digest, bytes.indexOf(ZEROS));
  }
  return bytes;
}

describe('loadDetector on files that are not as they were written', () => {
  const kernel = 'encoder.layers.0.kernel';
  let file: string;
  let whole: Buffer;

  before(async () => {
    await loadBackend();
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-damage-')), 'model.safetensors');
    const model = new Autoencoder({ windowSize: 2, features: 2, hiddenUnits: [3], latentDim: 2 });
    saveDetector(model, file);
    model.dispose();
    whole = fs.readFileSync(file);
  });
  after(() => fs.rmSync(path.dirname(file), { recursive: true }));

  /**
   * Gives the message with which a file of these bytes is refused, without its name; checks that it leaves no tensor
   * behind.
   */
  function refusal(bytes: Uint8Array): string {
    fs.writeFileSync(file, bytes);
    const before = tf.memory().numTensors;
    try {
      loadDetector(file).dispose();
    } catch (error) {
      assert.ok(error instanceof DataError, error instanceof Error ? error.stack : String(error));
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.doesNotMatch(error.message, /\[object|\n/);
      assert.equal(tf.memory().numTensors, before, error.message);
      return error.message.slice(file.length + 2);
    }
    return 'loaded';
  }

  /** Gives the refusal of the file after a change to its header or values, its checksum made good. */
  function changed(change: (header: Header, values: Float32Array) => unknown): string {
    const end = 8 + Number(whole.readBigUInt64LE());
    const header = JSON.parse(whole.toString('utf8', 8, end)) as Header;
    header.__metadata__['sha256'] = ZEROS;
    const values = new Float32Array(Uint8Array.from(whole.subarray(end)).buffer);
    change(header, values);
    return refusal(signed(header, new Uint8Array(values.buffer)));
  }

  const entry = (header: Header, name = kernel) => header[name] as Entry;
  const config = (header: Header, changes: object) => {
    const { config } = header.__metadata__;
    header.__metadata__['config'] = JSON.stringify({ ...(JSON.parse(config) as object), ...changes });
  };

  it('loads a whole file, also with its checksum computed again', () => {
    assert.equal(refusal(whole), 'loaded');
    assert.equal(
      changed(() => undefined),
      'loaded',
    );
  });

  it('refuses files of another kind', () => {
    assert.match(refusal(Buffer.from('abc')), /^expected a \.safetensors file of at least 8 bytes, found 3$/);
    assert.match(refusal(Buffer.alloc(64, 0xff)), /^expected a header of 18446744073709551615 bytes, found 56 bytes/);
    assert.match(refusal(signed([1, 2], new Uint8Array())), /^the header is not valid \(the header: /);
    assert.match(refusal(Buffer.concat([whole.subarray(0, 8), Buffer.alloc(2000)])), /^expected a header in JSON/);
    const long = Buffer.alloc(8 * 2 ** 20 + 16, ' ');
    long.writeBigUInt64LE(BigInt(long.length - 8));
    assert.equal(refusal(long), 'expected a header of at most 8388608 bytes, found 8388616');
    assert.match(refusal(signed({}, new Uint8Array())), /^expected the format 'telltale-detector', found 'none'$/);
    fs.rmSync(file);
    assert.throws(() => loadDetector(file), /model.safetensors: this detector cannot be read \(ENOENT/);
  });

  it('refuses a file that is too short, too long, or has one changed bit', () => {
    const data = whole.length - 8 - Number(whole.readBigUInt64LE());
    assert.equal(
      refusal(whole.subarray(0, -4)),
      `expected ${data} bytes of tensors after the header, found ${data - 4}`,
    );
    assert.match(
      refusal(Buffer.concat([whole, Buffer.alloc(1)])),
      new RegExp(`^expected ${data} bytes .*found ${data + 1}$`),
    );
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 3] ^= 1;
    assert.match(
      refusal(flipped),
      /^expected the SHA-256 checksum \w{12}\.\.\., found \w{12}\.\.\.; the file was damaged/,
    );
  });

  it('refuses other versions and names, and incomplete metadata', () => {
    const metadata = (name: string, value?: string) =>
      changed((header) => {
        const { [name]: _before, ...others } = header.__metadata__;
        header.__metadata__ = value === undefined ? others : { ...header.__metadata__, [name]: value };
      });
    assert.equal(metadata('version', '2'), 'expected format version 1, found 2');
    assert.match(metadata('detector', 'lstm'), /^unknown detector 'lstm', expected .*lstm-vae/);
    assert.match(metadata('detector', 'constructor'), /^unknown detector 'constructor'/);
    assert.match(metadata('detector'), /^the metadata is not valid \(detector: /);
    assert.match(metadata('config', '{"windowSize":'), /JSON/);
    assert.match(metadata('config', '{"windowSize":2}'), /^the config is not valid \(features: /);
    assert.match(metadata('sha256', 'none'), /^the metadata is not valid \(sha256: /);
  });

  it('refuses tensors of another type or place, and weights that are not finite', () => {
    assert.match(
      changed((header) => (entry(header).dtype = 'F64')),
      /^the list of tensors is not valid \(encoder.*dtype: /,
    );
    assert.match(
      changed((header) => entry(header).shape.push(-1)),
      /^the list of tensors is not valid \(encoder.*shape\.2: /,
    );
    assert.match(
      changed((header) => (entry(header).data_offsets = [4, 52])),
      /^the tensor "encoder.layers.0.kernel", of shape \[4, 3\], must have the offsets \[0, 48\], found \[4, 52\]$/,
    );
    assert.match(
      changed((header) => (entry(header).dtype = 'I32')),
      /'encoder.layers.0.kernel' to be float32 \[4, 3\], found int32/,
    );
    assert.equal(
      changed((_, values) => (values[5] = -Infinity)),
      `expected finite weights, found -Infinity at 5 of '${kernel}'`,
    );
  });

  it('refuses tensors that the detector does not have', () => {
    const shapes = (header: Header) => (entry(header).shape = [3, 4]);
    assert.equal(changed(shapes), `autoencoder expects '${kernel}' to be float32 [4, 3], found float32 [3, 4]`);
    const renamed = (header: Header) => {
      header['other'] = entry(header);
      Reflect.deleteProperty(header, kernel);
    };
    assert.equal(changed(renamed), `autoencoder expects '${kernel}' to be float32 [4, 3], found none`);
    const surplus = (header: Header) => (header['more'] = { dtype: 'F32', shape: [0], data_offsets: [0, 0] });
    assert.equal(changed(surplus), "autoencoder has no variable 'more'");
    assert.match(
      changed((header) => config(header, { features: 3 })),
      /to be float32 \[6, 3\], found float32 \[4, 3\]$/,
    );
  });

  it('refuses a config from which no detector can be made', () => {
    const strange: object[] = [{ hiddenUnits: null }, { latentDim: -1 }, { dropoutRate: 'x' }, { hiddenUnits: ['a'] }];
    for (const changes of strange) {
      assert.match(
        changed((header) => config(header, changes)),
        /^autoencoder cannot be made from its config \(.+\)$/,
      );
    }
  });

  it('refuses a config that asks for far more weights than the file holds, before any is made', () => {
    const sizes: object[] = [{ hiddenUnits: [60_000, 60_000] }, { latentDim: 2 ** 40 }, { windowSize: 1e9 }];
    for (const changes of sizes) {
      assert.match(
        changed((header) => config(header, changes)),
        /^autoencoder cannot be made from its config \(expected at most 1,0\d\d,\d{3} parameters for a file that holds \d+; a weight of shape \[.+\] makes it [\d,]+\)$/,
      );
    }
  });

  it('ends with a clear error for any cut and any changed bytes', () => {
    const damage = fc.record({
      length: fc.nat({ max: whole.length }),
      flips: fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
    });
    const run = ({ length, flips }: { length: number; flips: [number, number][] }, cut: boolean) => {
      const bytes = Buffer.from(whole);
      for (const [place, mask] of flips) bytes[place] ^= mask;
      const result = cut ? bytes.subarray(0, length) : bytes;
      if (!whole.equals(result)) assert.notEqual(refusal(result), 'loaded');
    };
    fc.assert(fc.property(damage, fc.boolean(), run), { numRuns: 400, seed: 20_240_601 });
  });

  it('ends with a clear error, or loads, with any JSON in place of a part of the header', () => {
    const parts = fc.constantFrom('dtype', 'shape', 'data_offsets', 'config', 'detector', 'whole');
    const run = (part: string, value: unknown) =>
      void changed((header) => {
        if (part === 'whole') header[kernel] = value as Entry;
        else if (part === 'config' || part === 'detector') header.__metadata__[part] = JSON.stringify(value);
        else (entry(header) as unknown as Record<string, unknown>)[part] = value;
      });
    fc.assert(fc.property(parts, fc.jsonValue(), run), { numRuns: 300, seed: 20_240_602 });
  });
});
