import assert from 'node:assert/strict';
import { axis, okabeIto, roles, seriesColours, seriesStyle, themedFigure, translucent } from '../../lib/plots/theme';

/** Relative luminance. Source: WCAG 2.1, definition of "relative luminance". */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('plots/theme', () => {
  it('names the unit of an axis and refuses an empty one', () => {
    assert.equal(axis({ title: 'Time', unit: 'steps' }).title?.text, 'Time (steps)');
    assert.equal(axis({ title: 'Channel', unit: null }).title?.text, 'Channel');
    assert.equal(axis({ title: 'Channel', unit: null }).type, 'category');
    assert.throws(() => axis({ title: 'Time', unit: '' }), /axis "Time" has an empty unit/);
  });

  it('writes text with a contrast of at least 4.5 to 1 on white', () => {
    for (const colour of [roles.text, roles.reference]) {
      const contrast = 1.05 / (luminance(colour) + 0.05);
      assert.ok(contrast >= 4.5, `${colour} has ${contrast.toFixed(2)}`);
    }
  });

  it('gives series colours of the safe palette, all different, and distinguishes repeats by their dash', () => {
    assert.equal(new Set(seriesColours).size, seriesColours.length);
    for (const colour of seriesColours) assert.ok(Object.values<string>(okabeIto).includes(colour));
    const styles = Array.from({ length: 12 }, (_, index) => JSON.stringify(seriesStyle(index)));
    assert.equal(new Set(styles).size, 12);
  });

  it('lays figures on white and lets a figure override the theme', () => {
    const figure = themedFigure({ title: 'T', alt: 'a', data: [], layout: { barmode: 'stack' }, height: 200 });
    assert.equal(figure.layout.paper_bgcolor, '#FFFFFF');
    assert.equal(figure.layout.height, 200);
    assert.equal(figure.layout.barmode, 'stack');
    assert.equal(translucent('#0072B2', 0.5), 'rgba(0, 114, 178, 0.5)');
  });
});
