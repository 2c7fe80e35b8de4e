import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { captionMimeType, closeRenderer, figureBundle, plotBoxes, plotlyMimeType, rendererOrigin, renderPng, saveFigure, show } from '../../lib/plots/index'; // prettier-ignore
import { themedFigure } from '../../lib/plots/theme';
import { samples } from './samples';

/** Measures a picture: the share of pixels that are not white, the number of colours, the size. */
function ink(png: Buffer): { share: number; colours: number; width: number; height: number } {
  const { data, width, height } = PNG.sync.read(png);
  const colours = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUIntBE(at, 3);
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return { share: 1 - (colours.get(0xffffff) ?? 0) / (width * height), colours: colours.size, width, height };
}

/** Counts the pixels of exactly this colour, '#rrggbb'. */
function pixelsOf(png: Buffer, colour: string): number {
  const { data } = PNG.sync.read(png);
  const wanted = Number.parseInt(colour.slice(1), 16);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (data.readUIntBE(at, 3) === wanted) count++;
  return count;
}

describe('plots/show', function () {
  // The first picture may have to unpack the browser.
  this.timeout(60_000);
  let folder = '';

  before(async function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-show-'));
    const { origin, reason } = await rendererOrigin();
    // On 64-bit Linux a browser comes with the npm packages, so there a missing one is a failure.
    if (!origin && process.platform === 'linux' && process.arch === 'x64') assert.fail(`no browser: ${reason}`);
    if (!origin) this.skip();
  });

  after(async () => {
    await closeRenderer();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('sees that an empty plot is empty', async () => {
    const layout = { xaxis: { visible: false }, yaxis: { visible: false } };
    const { image } = await renderPng(themedFigure({ title: '', alt: '', data: [], layout }));
    assert.ok(image && ink(image).share < 0.001, 'the test of the pictures below could not fail');
  });

  for (const [name, figure] of Object.entries(samples)) {
    it(`draws ${name}: more than its frame and title, in less than 80 KB`, async () => {
      const { image, reason } = await renderPng(figure, { scale: 1 });
      assert.ok(image, reason);
      const bare = { ...figure, data: [], layout: { ...figure.layout, shapes: [], annotations: [] } };
      const frame = ink((await renderPng(bare, { scale: 1 })).image as Buffer);
      const drawn = ink(image);
      assert.deepEqual([drawn.width, drawn.height], [900, figure.layout.height]);
      assert.ok(
        drawn.share > frame.share + 0.002,
        `${drawn.share} of the pixels are drawn, ${frame.share} without data`,
      );
      assert.ok(drawn.colours > 8);
      assert.ok(image.length < 80_000, `${image.length} bytes`);
    });
  }

  it('draws every box, with outliers and without', async () => {
    const groups = [
      { name: 'even', values: [1, 2, 3, 4, 5] },
      { name: 'with an outlier', values: [1, 2, 3, 4, 9] },
    ];
    const figure = plotBoxes(groups, { quantity: 'Score', unit: 'a.u.' });
    const { image } = await renderPng(figure, { scale: 1 });
    for (const { name, marker } of figure.data) {
      const { color } = marker as { color: string };
      const pixels = pixelsOf(image as Buffer, color);
      assert.ok(pixels > 200, `the box '${name}' has ${pixels} pixels of its colour ${color}`);
    }
  });

  it('gives the same bytes for the same figure', async () => {
    const [first, second] = [await renderPng(samples.scores), await renderPng(samples.scores)];
    assert.ok(first.image?.equals(second.image as Buffer));
  });

  it('bundles Plotly JSON, PNG and text, and returns them outside a notebook', async () => {
    const bundle = await show(samples.loss);
    assert.deepEqual(Object.keys(bundle ?? {}), [plotlyMimeType, 'image/png', 'text/plain']);
    const plotly = bundle?.[plotlyMimeType] as { data: unknown; layout: unknown };
    assert.deepEqual(plotly.data, samples.loss.data);
    assert.deepEqual(plotly.layout, samples.loss.layout);
    const png = Buffer.from(String(bundle?.['image/png']), 'base64');
    assert.deepEqual([ink(png).width, ink(png).height], [900, 380]);
    assert.ok(ink(png).share > 0.005 && png.length < 40_000);
    assert.equal(bundle?.['text/plain'], samples.loss.alt);
  });

  /** Runs a call as a cell of tslab would, and gives the messages that it emits. */
  const emitted = async (call: () => Promise<unknown>) => {
    const messages: { data: Record<string, unknown>; metadata: unknown }[] = [];
    const file = path.join(folder, 'node_modules', 'tslab', 'dist', 'jupyter.js');
    const lastWriteDisplayData = (message: (typeof messages)[0]): void => void messages.push(message);
    require.cache[file] = { exports: { lastWriteDisplayData } } as NodeJS.Module;
    try {
      assert.equal(await call(), undefined);
    } finally {
      Reflect.deleteProperty(require.cache, file);
    }
    return messages;
  };

  it('emits one bundle into a running tslab cell and returns nothing there', async () => {
    const messages = await emitted(() => show(samples.loss));
    assert.equal(messages.length, 1);
    assert.deepEqual(Object.keys(messages[0].data), [plotlyMimeType, 'image/png', 'text/plain']);
    assert.deepEqual(messages[0].metadata, {});
  });

  it('emits a caption beneath a numbered figure: its own sentence, or one that is given', async () => {
    const [figure, caption] = await emitted(() => show(samples.loss, { number: 3 }));
    assert.equal(figure.data['text/plain'], samples.loss.alt);
    assert.deepEqual(caption.data[captionMimeType], { number: 3, sentence: samples.loss.alt });
    assert.equal(caption.data['text/plain'], `Figure 3. ${samples.loss.alt}`);
    const own = await emitted(() => show(samples.loss, { number: 4, caption: 'Loss of a*b: <i>' }));
    assert.equal(own[1].data['text/markdown'], '**Figure 4.** Loss of a\\*b: \\<i>');
  });

  it('refuses what is not a number of a figure, and a caption without a number', async () => {
    await assert.rejects(show(samples.loss, { number: 0 }), /The number of a figure is 0; expected a whole number/);
    await assert.rejects(show(samples.loss, { number: 1.5 }), /is 1\.5; expected/);
    await assert.rejects(show(samples.loss, { caption: 'a' }), /a caption without a number/);
    await assert.rejects(show(samples.loss, { number: 1, caption: ' ' }), /caption of figure 1 is empty/);
  });

  it('writes PNG, SVG and JSON files and refuses another ending', async () => {
    for (const ending of ['png', 'svg', 'json']) await saveFigure(samples.roc, path.join(folder, `roc.${ending}`));
    assert.ok(ink(fs.readFileSync(path.join(folder, 'roc.png'))).share > 0.005);
    const svg = fs.readFileSync(path.join(folder, 'roc.svg'), 'utf8');
    assert.match(svg, /^<svg[^>]*>/);
    assert.match(svg, /LSTM-VAE, ROC-AUC \.750/);
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(folder, 'roc.json'), 'utf8')).data, samples.roc.data);
    await assert.rejects(
      saveFigure(samples.roc, path.join(folder, 'roc.gif')),
      /expected a name ending in \.png, \.svg/,
    );
  });

  it('reaches no network: a figure that asks for a remote picture is drawn without it', async () => {
    const images = [{ source: 'https://example.org/logo.png', x: 0, y: 1, sizex: 1, sizey: 1 }];
    const { image } = await renderPng({ ...samples.loss, layout: { ...samples.loss.layout, images } });
    assert.ok(image && ink(image).share > 0.005);
  });
});

describe('plots/show without a browser', () => {
  it('stays interactive, says why there is no picture, and cannot save one', async () => {
    await closeRenderer();
    const before = process.env.TELLTALE_CHROMIUM;
    process.env.TELLTALE_CHROMIUM = 'none';
    try {
      const bundle = await figureBundle(samples.loss);
      assert.deepEqual(Object.keys(bundle), [plotlyMimeType, 'text/plain']);
      assert.match(String(bundle['text/plain']), /\(No static picture: no Chromium was found\.\)$/);
      await assert.rejects(saveFigure(samples.loss, 'loss.png'), /"loss\.png" was not written: no Chromium was found/);
    } finally {
      if (before === undefined) delete process.env.TELLTALE_CHROMIUM;
      else process.env.TELLTALE_CHROMIUM = before;
      await closeRenderer();
    }
  });
});
