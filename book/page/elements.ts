/** Elements of a live page: made in one call, with what a screen reader needs. */

type Child = Node | string;

/** Makes an element with attributes and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

interface Slider {
  readonly id: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** Says a value for eyes and for a screen reader, such as "5 %". */
  readonly say: (value: number) => string;
}

interface Control<Value> {
  readonly element: HTMLElement;
  readonly value: () => Value;
}

/** Makes a slider with a label and its value beside it; arrow keys, page keys, Home and End move it. */
export function slider({ id, label, say, ...range }: Slider, onChange: () => void): Control<number> {
  const bounds = Object.fromEntries(Object.entries(range).map(([name, value]) => [name, String(value)]));
  const input = element('input', { id, type: 'range', ...bounds });
  const output = element('output', { for: id, 'aria-live': 'polite' });
  const show = () => {
    const said = say(Number(input.value));
    input.setAttribute('aria-valuetext', said);
    output.textContent = said;
  };
  input.addEventListener('input', () => {
    show();
    onChange();
  });
  show();
  const control = element('div', { class: 'control' }, [element('label', { for: id }, [label]), input, output]);
  return { element: control, value: () => Number(input.value) };
}

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly options: readonly string[];
  /** Place of the one that is chosen at first. */
  readonly at?: number;
}

/** Makes a list to choose from; its values are places in the list. */
export function choice({ id, label, options, at = 0 }: Choice, onChange: () => void): Control<number> {
  const select = element(
    'select',
    { id },
    options.map((text, i) => element('option', { value: String(i), ...(i === at && { selected: '' }) }, [text])),
  );
  select.addEventListener('change', onChange);
  const control = element('div', { class: 'control' }, [element('label', { for: id }, [label]), select]);
  return { element: control, value: () => Number(select.value) };
}

/** A table whose first column names its rows. */
export interface TableContent {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly kind?: string }[];
}

/** Writes a table into a region that scrolls by itself where the page is narrow. */
export function fillTable(region: HTMLElement, { caption, columns, rows }: TableContent): void {
  const head = columns.map((text) => element('th', { scope: 'col' }, [text]));
  const body = rows.map(({ cells: [name, ...figures], kind }) => {
    const cells = figures.map((text) => element('td', {}, [text]));
    return element('tr', kind ? { 'data-kind': kind } : {}, [element('th', { scope: 'row' }, [name]), ...cells]);
  });
  region.setAttribute('aria-label', caption);
  region.replaceChildren(
    element('table', {}, [
      element('caption', {}, [caption]),
      element('thead', {}, [element('tr', {}, head)]),
      element('tbody', {}, body),
    ]),
  );
}

/** Writes a measure as the tables of the notebooks do: three digits. */
export const digits = (value: number) => value.toFixed(3).replace(/^0\./, '.');
