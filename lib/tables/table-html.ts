/** Tables as HTML. */
import { withoutControls } from './plain-text';
import { asTable, type TableOptions, type TableRecord } from './records-table';
import { formatCells, fullColumns, type Table } from './table';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A caption as a page of the site has it. */
const captionStyle = 'style="text-align:left;font-weight:bold"';

/** Escapes text for an element or a quoted attribute. Control characters, which HTML has no way to write, are left out. */
export function escapeHtml(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => entities[character]);
}

/**
 * Writes a `table` element. Its cells have the class `left` or `right`, for a page with a style, or a style of their own,
 * which notebook viewers keep where they have rules against classes and attributes; the best values are in `strong`.
 *
 * @param given    A table, or plain records, one a row.
 * @param options  Caption and digits; `captionEnd`: HTML that follows the text of the caption, such as links; `alignBy`: default
 *                 the class.
 * @throws {DataError} If `formatCells` does.
 */
export function toHtml(
  given: Table | readonly TableRecord[],
  {
    captionEnd = '',
    alignBy = 'class',
    ...options
  }: TableOptions & { captionEnd?: string; alignBy?: 'class' | 'style' } = {},
): string {
  const table = asTable(given, options);
  const columns = fullColumns(table);
  const aligned = (align: string) => (alignBy === 'class' ? `class="${align}"` : `style="text-align:${align}"`);
  const heads = columns.map(({ heading, align }) => `<th scope="col" ${aligned(align)}>${escapeHtml(heading)}</th>`);
  const rows = formatCells(table).map((row) => {
    const cells = row.map(({ text, best }, i) => {
      const html = escapeHtml(text);
      return `<td ${aligned(columns[i].align)}>${best ? `<strong>${html}</strong>` : html}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const caption = `${escapeHtml(table.caption ?? '')}${captionEnd}`;
  return [
    '<table>',
    ...(caption ? [`<caption${alignBy === 'class' ? '' : ` ${captionStyle}`}>${caption}</caption>`] : []),
    `<thead><tr>${heads.join('')}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}
