import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import { toIndexedPng } from '../../lib/plots/indexed-png';

/** A picture of the given colours. */
function picture(colour: (x: number, y: number) => [number, number, number], size = 64): PNG {
  const png = new PNG({ width: size, height: size });
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) png.data.set([...colour(x, y), 255], 4 * (y * size + x));
  }
  return png;
}

describe('plots/indexed-png', () => {
  it('leaves a picture of few colours as it is', () => {
    const png = picture((x, y) => (x > y ? [255, 255, 255] : [0, 114, (x * y) % 3 === 0 ? 178 : 8]));
    const decoded = PNG.sync.read(toIndexedPng(PNG.sync.write(png)));
    assert.deepEqual([decoded.width, decoded.height], [64, 64]);
    assert.ok(decoded.data.equals(png.data));
  });

  it('keeps every pixel of a picture of many colours close to its colour', () => {
    const png = picture((x, y) => [255 - x, 255 - y, 200]);
    const indexed = toIndexedPng(PNG.sync.write(png, { colorType: 2 }));
    const decoded = PNG.sync.read(indexed);
    const worst = png.data.reduce((largest, value, at) => Math.max(largest, Math.abs(value - decoded.data[at])), 0);
    assert.ok(worst <= 8, `a channel is off by ${worst}`);
  });

  it('refuses what is not a PNG', () => {
    const message = /picture cannot be read as a PNG: \w+/;
    assert.throws(() => toIndexedPng(Buffer.from('<svg></svg>')), { name: 'PlotError', message });
  });
});
