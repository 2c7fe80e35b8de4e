/** What npm run gpu-check prints and writes: one table, and one JSON to send back. */
import type { Table } from '../../../lib/tables';
import type { CheckedStep } from './check-steps';
import { TOLERANCES } from './compare-losses';

/** Marks the form of the JSON. */
const FORM = 1;

export interface CheckedMachine {
  readonly device: 'GPU' | 'CPU';
  /** As nvidia-smi says; absent without a GPU. */
  readonly gpu?: { readonly name: string; readonly driver: string; readonly memoryMb: number };
  /** The newest CUDA that the driver serves. */
  readonly driverCuda?: string;
  readonly [more: string]: unknown;
}

export interface GpuCheck {
  readonly machine: CheckedMachine;
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** What the matrix product through the addon said, or why it failed. */
  readonly selfTest: string;
  readonly steps: readonly CheckedStep[];
  readonly budget: number;
  readonly seconds: number;
}

/** Gives what is written to the file. */
export function checkAsJson({ steps, ...check }: GpuCheck): object {
  const rows = steps.map((step) => ({ ...step, ratio: ratioOf(step) ?? null }));
  return { form: FORM, tolerances: TOLERANCES, ...check, faults: faultsOf(steps).length, steps: rows };
}

/** The rows with a fault. */
export const faultsOf = (steps: readonly CheckedStep[]) => steps.filter(({ fault }) => fault !== undefined);

/** Lays the rows out as a table; what was not measured is blank, and the last column says why. */
export function checkTable({ machine, steps }: Pick<GpuCheck, 'machine' | 'steps'>): Table {
  const onGpu = machine.device === 'GPU';
  const memory = onGpu ? 'GPU MB' : 'resident MB';
  const columns = ['step', 'runs as', 'loss difference', 'ms', 'PyTorch ms', 'ratio', memory, `PyTorch ${memory}`];
  const rows = steps.map((step) => {
    const { name, ranAs, difference, msPerStep, torch } = step;
    const pairs = torch !== undefined && 'ratio' in torch ? torch : undefined;
    return [
      name,
      ranAs ?? '',
      difference === undefined ? '' : difference === 0 ? '0' : difference.toExponential(1),
      fixed(msPerStep, 2),
      fixed(pairs?.medianTheirs, 2),
      fixed(pairs?.ratio, 2),
      fixed(onGpu ? step.gpuMb : step.peakMb, 0),
      fixed(onGpu ? pairs?.gpuMb : pairs?.peakMb, 0),
      remarksOn(step),
    ];
  });
  return { columns: [...columns, { heading: 'result', align: 'left' }], rows };
}

/** What a row comes to, in words. */
function remarksOn({ fault, unmeasured, reason, torch }: CheckedStep): string {
  const eager = reason === undefined ? [] : [`not captured: ${reason}`];
  const alone = torch !== undefined && 'missing' in torch && torch.missing !== 'no yardstick' ? [torch.missing] : [];
  if (fault !== undefined) return [`FAULT: ${fault}`, ...eager].join('; ');
  return [unmeasured === undefined ? 'ok' : `not measured: ${unmeasured}`, ...eager, ...alone].join('; ');
}

const ratioOf = ({ torch }: CheckedStep) => (torch !== undefined && 'ratio' in torch ? torch.ratio : undefined);

const fixed = (value: number | null | undefined, digits: number) =>
  value === undefined || value === null ? '' : value.toFixed(digits);
