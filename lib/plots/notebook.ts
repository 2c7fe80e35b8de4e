/** How something reaches the output of a notebook's cell: one bundle that holds the same content in several formats. */
import { tslabKernel } from '../runtime/tslab-kernel';

/** Content by MIME type: JSON for `+json` types, base64 text for pictures, text otherwise. */
export type DisplayBundle = Record<string, unknown>;

type WriteDisplayData = (
  message: { data: DisplayBundle; metadata: Record<string, unknown>; transient: Record<string, unknown> },
  update: boolean,
) => void;

/**
 * Emits a bundle into the running cell.
 *
 * @returns  False outside a tslab notebook, where nothing is emitted.
 */
export function emit(bundle: DisplayBundle): boolean {
  const write = tslabWriter();
  if (!write) return false;
  write({ data: bundle, metadata: {}, transient: {} }, false);
  return true;
}

/** tslab's public `display` sends one MIME type a message, so the writer below it is used. */
function tslabWriter(): WriteDisplayData | undefined {
  const kernel = tslabKernel() as { lastWriteDisplayData?: WriteDisplayData | null } | undefined;
  return kernel?.lastWriteDisplayData ?? undefined;
}
