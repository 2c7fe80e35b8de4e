/** Changes a saved pipeline and makes its checksums good again: what only a look at the content finds. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const toText = (value: object) => `${JSON.stringify(value, null, 1)}\n`;

/** Makes the manifest of a folder fit its files. */
export function reseal(folder: string): void {
  const place = path.join(folder, 'manifest.json');
  const { sha256: _, ...manifest } = JSON.parse(fs.readFileSync(place, 'utf8')) as { files: { path: string }[] } & {
    sha256?: string;
  };
  const files = manifest.files.map((entry) => {
    const bytes = fs.readFileSync(path.join(folder, entry.path));
    return { path: entry.path, bytes: bytes.length, sha256: sha256(bytes) };
  });
  const sealed = { ...manifest, files };
  fs.writeFileSync(place, toText({ ...sealed, sha256: sha256(toText(sealed)) }));
}

/** What pipeline.json holds, as far as it is changed. */
export interface StoredDescription {
  readonly settings: Record<string, unknown>;
  readonly names: string[];
  readonly preprocess: { readonly steps: readonly [{ readonly means: number[] }] };
  readonly threshold: Record<string, unknown>;
}

/** Changes pipeline.json and seals the folder. */
export function changePipeline(folder: string, change: (json: StoredDescription) => void): void {
  const place = path.join(folder, 'pipeline.json');
  const json = JSON.parse(fs.readFileSync(place, 'utf8')) as StoredDescription;
  change(json);
  fs.writeFileSync(place, toText(json));
  reseal(folder);
}

/** Changes the config of the detector and seals its file and the folder. */
export function changeConfig(folder: string, change: (config: Record<string, unknown>) => void): void {
  const place = path.join(folder, 'detector.safetensors');
  const bytes = fs.readFileSync(place);
  const end = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, end)) as { __metadata__: Record<string, string> };
  const config = JSON.parse(header.__metadata__['config']) as Record<string, unknown>;
  change(config);
  const zeros = '0'.repeat(64);
  Object.assign(header.__metadata__, { config: JSON.stringify(config), sha256: zeros });
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const changed = Buffer.concat([length, text, bytes.subarray(end)]);
  changed.write(sha256(changed), changed.indexOf(zeros));
  fs.writeFileSync(place, changed);
  reseal(folder);
}
