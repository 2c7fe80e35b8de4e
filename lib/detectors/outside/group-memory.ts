/** The memory of a program together with the processes that it has started. */
import fs from 'node:fs';

/**
 * Reads the resident memory of a process group. Pages that its processes share, as after a fork, count once where the kernel
 * says so (`smaps_rollup`).
 *
 * @param group     Its number, that of its first process.
 * @param suspect   Bytes up to which pages that are shared may be counted for each process: to tell them apart takes longer.
 * @returns         Bytes; undefined on a system without `/proc`, such as macOS.
 */
export function residentBytesOf(group: number, suspect: number): number | undefined {
  const members = membersOf(group);
  if (members === undefined) return undefined;
  const sum = (bytes: (pid: string) => number | undefined) =>
    members.reduce((total, pid) => total + (bytes(pid) ?? 0), 0);
  const resident = sum((pid) => kilobytes(pid, 'status', /^VmRSS:\s*(\d+) kB$/m));
  if (resident <= suspect) return resident;
  return sum(
    (pid) => kilobytes(pid, 'smaps_rollup', /^Pss:\s*(\d+) kB$/m) ?? kilobytes(pid, 'status', /^VmRSS:\s*(\d+) kB$/m),
  );
}

function membersOf(group: number): string[] | undefined {
  let names: string[];
  try {
    names = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  return names.filter((pid) => {
    const stat = read(pid, 'stat');
    // The name of the program, in brackets, may hold anything; after it come the state, the parent and the group.
    return stat !== undefined && Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group;
  });
}

function kilobytes(pid: string, file: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(read(pid, file) ?? '');
  return found ? Number(found[1]) * 1024 : undefined;
}

/** Reads a file of a process; undefined where it has ended. */
function read(pid: string, file: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
