import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { closeRenderer, saveFigure } from '../../lib/plots/index';
import type { Browser } from '../../lib/plots/launch';
import { browserOrSkip, newPage, type TestPage } from '../support/browser-page';
import { drawnTexts, textFaults } from '../support/drawn-texts';
import { samples } from './samples';

describe('plots: a figure for print', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: TestPage;
  let folder = '';

  before(async function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-print-'));
    browser = await browserOrSkip(this);
    ({ page } = await newPage(browser, { viewport: { width: 1000, height: 900 }, allows: () => false, offline: true }));
  });
  after(async () => {
    await closeRenderer();
    await browser?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const saved = async (name: string, options: Parameters<typeof saveFigure>[2]) => {
    const file = path.join(folder, name);
    await saveFigure(samples.scores, file, options);
    return fs.readFileSync(file);
  };

  it('has the width that was asked for, in SVG, PDF and PNG', async () => {
    const svg = (await saved('a.svg', { width: 84 })).toString('utf8');
    const [, height] = /^<svg[^>]* width="84mm" height="([\d.]+)mm"[^>]*viewBox="0 0 \d+ \d+"/.exec(svg) ?? [];
    assert.ok(Number(height) > 50 && Number(height) < 90, `${height} mm high`);
    const pdf = (await saved('a.pdf', { width: 84 })).toString('latin1');
    assert.equal(pdf.match(/\/Type \/Page\b/g)?.length, 1, 'a single page');
    const [, right, top] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    // In points; the browser rounds to its own pixels.
    assert.ok(Math.abs(Number(right) - (84 / 25.4) * 72) < 1.5, `${right} points wide`);
    assert.ok(Math.abs(Number(top) - (Number(height) / 25.4) * 72) < 1.5, `${top} points high`);
    const png = await saved('a.png', { width: 84 });
    const { width } = PNG.sync.read(png);
    assert.ok(Math.abs(width - (84 / 25.4) * 300) < 2, `${width} pixels wide`);
    const density = png.indexOf('pHYs');
    assert.equal(png.readUInt32BE(density + 4), Math.round(300 / 0.0254), 'pixels a metre');
    assert.equal(png[density + 12], 1, 'the unit is the metre');
  });

  it('has texts of the size that was asked for, none cut off or over another', async () => {
    for (const fontSize of [6, 8, 10]) {
      const svg = (await saved('b.svg', { width: 84, fontSize })).toString('utf8');
      const drawn = await drawnTexts(page, svg);
      assert.deepEqual(textFaults(drawn), [], `${fontSize} points`);
      assert.ok(Math.abs(drawn.width - (84 / 25.4) * 96) < 0.1);
      const own = drawn.texts.filter(({ part }) => part === 'axis').map(({ fontSize }) => fontSize);
      const pixels = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]);
      const points = own[0] * (drawn.width / pixels) * (72 / 96);
      assert.ok(Math.abs(points - fontSize) < 0.05, `${points} points where ${fontSize} were asked for`);
    }
  });

  it('has the height that was asked for, and no title where a caption names it', async () => {
    const svg = (await saved('c.svg', { width: 84, height: 60, title: false })).toString('utf8');
    assert.match(svg, /^<svg[^>]* width="84mm" height="(60|59\.9\d|60\.0\d)mm"/);
    const { texts, ...frame } = await drawnTexts(page, svg);
    assert.deepEqual(textFaults({ texts, ...frame }), []);
    assert.ok(!texts.some(({ part }) => part === 'title'));
  });

  it('refuses a size that leaves no room, or is not a length', async () => {
    await assert.rejects(saved('d.svg', { width: 20, fontSize: 12 }), /width 20 mm leaves no room .* at least 68 mm/);
    await assert.rejects(saved('d.svg', { width: -3 }), /width is -3; expected a number above 0, in millimetres/);
    await assert.rejects(saved('d.svg', { fontSize: NaN }), /fontSize is NaN; expected a number above 0, in points/);
    await assert.rejects(saved('d.eps', {}), /"[^"]*d\.eps"; expected a name ending in \.png, \.svg, \.pdf or \.json/);
  });
});
