/** A power cut: what no process has flushed to the disk is gone. */
import fs from 'node:fs';
import path from 'node:path';

/** Remembers from now on what is flushed; see {@link PowerCut.cut}. */
export class PowerCut {
  /** Bytes of each file that are on the disk, by its inode. */
  private readonly sizes = new Map<number, number>();
  /** Inodes that the folders on the disk list. */
  private readonly listed = new Set<number>();
  private readonly originals = { fsyncSync: fs.fsyncSync, fsync: fs.fsync };

  constructor() {
    fs.fsyncSync = (descriptor) => {
      this.originals.fsyncSync(descriptor);
      this.note(descriptor);
    };
    fs.fsync = ((descriptor: number, done: (error: Error | null) => void) =>
      this.originals.fsync(descriptor, (error) => {
        if (!error) this.note(descriptor);
        done(error);
      })) as typeof fs.fsync;
  }

  /** Takes what was not flushed from the files of these folders: their ends, and new files whose folder was not flushed. */
  cut(folders: readonly string[]): void {
    Object.assign(fs, this.originals);
    for (const file of folders.flatMap(filesIn)) {
      const { ino, size } = fs.statSync(file);
      if (!this.listed.has(ino)) fs.rmSync(file);
      else fs.truncateSync(file, Math.min(size, this.sizes.get(ino) ?? 0));
    }
  }

  private note(descriptor: number): void {
    const status = fs.fstatSync(descriptor);
    if (!status.isDirectory()) {
      this.sizes.set(status.ino, status.size);
      return;
    }
    filesIn(fs.readlinkSync(`/proc/self/fd/${descriptor}`)).forEach((file) => this.listed.add(fs.statSync(file).ino));
  }
}

function filesIn(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(folder, name));
}
