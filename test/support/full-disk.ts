/** A disk that becomes full in the middle of a write, for tests that cannot mount one. */
import fs from 'node:fs';

/**
 * Lets the next writes take this many bytes in all, then fail with ENOSPC, as on a disk that becomes full.
 *
 * @returns  Makes room again.
 */
export function fillDisk(bytesLeft: number): () => void {
  const { writeSync, writeFileSync } = fs;
  let left = bytesLeft;
  const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  // Calls of every form are counted by the bytes of what is written.
  fs.writeSync = ((descriptor: number, content: Uint8Array | string, at?: number) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content).subarray(at ?? 0);
    if (left === 0 && bytes.length > 0) throw full();
    const taken = Math.min(left, bytes.length);
    left -= taken;
    return writeSync(descriptor, bytes, 0, taken);
  }) as typeof fs.writeSync;
  fs.writeFileSync = ((file: fs.PathOrFileDescriptor, content: string | Uint8Array, options: fs.WriteFileOptions) => {
    const bytes = Buffer.from(content as string);
    if (bytes.length <= left) {
      left -= bytes.length;
      writeFileSync(file, bytes, options);
      return;
    }
    writeFileSync(file, bytes.subarray(0, left), options);
    left = 0;
    throw full();
  }) as typeof fs.writeFileSync;
  return () => Object.assign(fs, { writeSync, writeFileSync });
}
