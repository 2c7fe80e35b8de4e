/** Where the texts of a drawn figure stand, measured in a browser. */
import type { TestPage } from './browser-page';

export interface DrawnText {
  readonly text: string;
  /** What it is: the title, an entry of the legend, the title of an axis, a tick's number or name, or another text. */
  readonly part: 'title' | 'legend' | 'axis' | 'tick' | 'other';
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Whether it is written at a slant: then the box is larger than the text. */
  readonly slanted: boolean;
  readonly fontSize: number;
}

export interface DrawnFigure {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
}

/** Puts an SVG picture into an empty page and measures every text of it that is seen. */
export async function drawnTexts(page: TestPage, svg: string): Promise<DrawnFigure> {
  return page.evaluate<DrawnFigure>(`(${measure})(${JSON.stringify(svg)})`);
}

// As text: the page does not have what a compiler would refer to.
const measure = `(svg) => {
  document.body.style.margin = 0;
  document.body.innerHTML = svg;
  const root = document.querySelector('svg').getBoundingClientRect();
  const partOf = (text) =>
    text.closest('.g-gtitle, .gtitle') ? 'title'
    : text.closest('.legend') ? 'legend'
    : text.closest('[class*="title"]') ? 'axis'
    : text.closest('[class*="tick"], [class*="cbaxis"]') ? 'tick'
    : 'other';
  const texts = [...document.querySelectorAll('text')].flatMap((text) => {
    const box = text.getBoundingClientRect();
    const style = getComputedStyle(text);
    if (!text.textContent.trim() || box.width === 0 || style.opacity === '0' || style.display === 'none') return [];
    const { a, b } = text.getScreenCTM();
    const angle = Math.abs((Math.atan2(b, a) * 180) / Math.PI) % 90;
    const { left, top, right, bottom } = box;
    const slanted = angle > 1 && angle < 89;
    const place = { left: left - root.left, top: top - root.top, right: right - root.left, bottom: bottom - root.top };
    return [{ text: text.textContent, part: partOf(text), slanted, fontSize: parseFloat(style.fontSize), ...place }];
  });
  return { width: root.width, height: root.height, texts };
}`;

/** Says which texts lie outside the picture or over one another, by more than a pixel. */
export function textFaults({ width, height, texts }: DrawnFigure): string[] {
  const outside = texts.filter(({ left, top, right, bottom }) => {
    return left < -1 || top < -1 || right > width + 1 || bottom > height + 1;
  });
  const over = texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter((b) => {
        if (a.slanted || b.slanted) return false;
        // A text's box has free space above and below its letters.
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        return wide > 1 && high > 4;
      })
      .map((b) => `"${a.text}" and "${b.text}" lie over one another`),
  );
  return [...outside.map(({ text, part }) => `${part} "${text}" is cut off`), ...over];
}
