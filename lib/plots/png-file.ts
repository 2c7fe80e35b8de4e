/** Writes PNG files of one byte per pixel: signature, header, chunks with their checksums. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** One byte per pixel, row-major: a grey value, or a place in the palette. */
  readonly bytes: Uint8Array;
  /** Pixels an inch, for programs that place the picture by its size; default none. */
  readonly dpi?: number;
  /** Three bytes per colour; without it the bytes are grey values. */
  readonly palette?: Uint8Array;
}

/**
 * Writes a PNG of one byte per pixel.
 *
 * @see PNG specification (W3C), sections 5, 7 and 11; 11.3.4.3 for the density.
 */
export function pngFile({ width, height, bytes, palette, dpi }: PngParts): Buffer {
  const rows = Buffer.alloc(height * (width + 1));
  // Each row starts with its filter type; 0, no filter, packs flat colours best.
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, palette or grey, deflate, adaptive filters, not interlaced.
  header.set([8, palette ? 3 : 0, 0, 0, 0], 8);
  const chunks = [chunk('IHDR', header)];
  if (dpi !== undefined) chunks.push(chunk('pHYs', density(dpi)));
  if (palette) chunks.push(chunk('PLTE', palette));
  chunks.push(chunk('IDAT', deflateSync(rows, { level: 7 })), chunk('IEND', Buffer.alloc(0)));
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** Writes pixels a metre, both ways. */
function density(dpi: number): Buffer {
  const bytes = Buffer.alloc(9);
  const perMetre = Math.round(dpi / 0.0254);
  bytes.writeUInt32BE(perMetre, 0);
  bytes.writeUInt32BE(perMetre, 4);
  bytes[8] = 1;
  return bytes;
}

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
