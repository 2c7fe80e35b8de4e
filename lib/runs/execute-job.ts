/** Runs one unit in this process and says how it went: the record that a store keeps. */
import fs from 'node:fs';
import os from 'node:os';
import { findSmapMsl } from '../data/index';
import type { Unit } from '../experiments/unit';
import type { PlannedUnit, UnitRecord } from './store/job-record';
import { codeDigest, telltaleVersion } from './store/versions';
import type { Executor, RunOptions } from './executor';

/**
 * Runs a unit.
 *
 * @returns The record; undefined where an abort came before the unit was finished.
 * @throws  If the data here is not that which the unit was planned on, or the unit fails.
 */
export async function executeUnit(
  planned: PlannedUnit,
  executor: Executor,
  options: RunOptions = {},
): Promise<UnitRecord | undefined> {
  const { tfjs, tensorflow, backend } = await executor.prepare();
  const started = performance.now();
  resetPeakMemory();
  const unit = onDataHere(planned.unit);
  const found = executor.fingerprint(unit);
  if (found !== planned.data) {
    throw new Error(`${os.hostname()} holds other data (fingerprint ${found}) than was planned (${planned.data}).`);
  }
  const result = await executor.run(unit, options);
  if (options.signal?.aborted) return undefined; // half-trained
  return {
    ...planned,
    result,
    versions: { telltale: telltaleVersion(), node: process.versions.node, tfjs, tensorflow, code: codeDigest() },
    backend,
    run: {
      finishedAt: new Date().toISOString(),
      seconds: (performance.now() - started) / 1000,
      peakMemoryBytes: peakMemoryBytes(),
      host: os.hostname(),
    },
  };
}

/**
 * A unit of the telemetry carries the folder of the machine that planned it. Where there is none of that name, the telemetry of
 * this machine takes its place; its fingerprint says whether it is the same.
 */
function onDataHere(unit: Unit): Unit {
  const { source } = unit;
  if (source.kind !== 'smap-msl' || fs.existsSync(source.root)) return unit;
  return { ...unit, source: { ...source, root: findSmapMsl().root } };
}

/** Linux alone can start the count of the largest resident set anew (proc(5), clear_refs); elsewhere it is the process's. */
function resetPeakMemory(): void {
  try {
    fs.writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // The peak since the process began is then an upper bound of the unit's.
  }
}

/** The count that Linux starts anew; the one that `getrusage` gives is handed on by a fork and never falls. */
function peakMemoryBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
