/** Estimates how wide a text is drawn, to wrap it before a browser draws it. */

/** Widths in em, rounded up, of Open Sans and of Verdana, which is the widest of the theme's fonts. */
const NARROW = /[ijlt.,:;'|!()[\]fI ]/;
const WIDE = /[mwMW@%—…]/;
const UPPER = /[A-Z0-9+=<>~#&ΣΩ]/;

/** Gives the width of one line in pixels at a font size; too wide rather than too narrow. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of visible(text)) {
    ems += NARROW.test(letter) ? 0.36 : WIDE.test(letter) ? 0.95 : UPPER.test(letter) ? 0.66 : 0.58;
  }
  return ems * size;
}

/**
 * Breaks a text at its blanks into lines of at most so many pixels. Line breaks that it has already are made again. A word that
 * is longer stays whole.
 *
 * @param text  As Plotly takes it: tags and entities count as they are drawn.
 */
export function wrapText(text: string, { width, size }: { width: number; size: number }): string[] {
  const lines: string[] = [];
  for (const word of text.split(/<br>|\s+/).filter(Boolean)) {
    const joined = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && textWidth(joined, size) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** Leaves the tags out of a text and reads its entities. */
function visible(text: string): string {
  return text.replace(/<[^>]*>/g, '').replace(/&#?\w+;/g, 'x');
}
