/** How something reaches the output of a notebook's cell: one bundle that holds the same content in several formats. */
import { tslabKernel } from '../runtime/tslab-kernel';
import type { TextDisplay } from './status-line';

/** Content by MIME type: JSON for `+json` types, base64 text for pictures, text otherwise. */
export type DisplayBundle = Record<string, unknown>;

type WriteDisplayData = (
  message: { data: DisplayBundle; metadata: Record<string, unknown>; transient: Record<string, unknown> },
  update: boolean,
) => void;

/** What tslab's `newDisplay()` keeps in the object that it returns; its own type does not show it. */
interface DisplayState {
  readonly id?: string;
  /** Whether the display has been shown, so that the next message replaces its content. */
  readonly update?: boolean;
}

/**
 * Emits a bundle into the running cell.
 *
 * @param display  From tslab's `newDisplay()`: the bundle replaces what it shows, in whichever cell. Default none.
 * @returns        False outside a tslab notebook, where nothing is emitted.
 */
export function emit(bundle: DisplayBundle, display?: TextDisplay): boolean {
  const write = tslabWriter();
  if (!write) return false;
  const { id, update = false } = (display ?? {}) as DisplayState;
  write({ data: bundle, metadata: {}, transient: id === undefined ? {} : { display_id: id } }, update);
  if (display) Object.assign(display, { update: true });
  return true;
}

/** tslab's public `display` sends one MIME type a message, so the writer below it is used. */
function tslabWriter(): WriteDisplayData | undefined {
  const kernel = tslabKernel() as { lastWriteDisplayData?: WriteDisplayData | null } | undefined;
  return kernel?.lastWriteDisplayData ?? undefined;
}
