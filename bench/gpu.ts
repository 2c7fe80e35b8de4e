/** What nvidia-smi says of the GPUs. */
import { spawnSync } from 'node:child_process';

export interface Gpu {
  readonly index: string;
  readonly name: string;
  readonly driver: string;
  readonly computeCapability: string;
  readonly memoryMb: number;
  /** Used by all programs. */
  readonly usedMb: number;
}

const FIELDS = ['index', 'name', 'driver_version', 'compute_cap', 'memory.total', 'memory.used'];

/**
 * Parses the answer of nvidia-smi to a query of FIELDS as CSV without a heading and without units. A number that it does not
 * know (`[N/A]`) becomes NaN.
 */
export function parseGpus(text: string): Gpu[] {
  return text
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .filter((fields) => fields.length === FIELDS.length)
    .map(([index, name, driver, computeCapability, total, used]) => {
      return { index, name, driver, computeCapability, memoryMb: Number(total), usedMb: Number(used) };
    });
}

/** Finds which CUDA the driver serves in what nvidia-smi prints when it is asked for nothing. */
export function parseDriverCuda(text: string): string | undefined {
  return /CUDA Version:\s*(\d+(?:\.\d+)*)/.exec(text)?.[1];
}

/** Runs nvidia-smi; '' where there is none or it fails. */
function askNvidia(...options: string[]): string {
  const { status, stdout } = spawnSync('nvidia-smi', options, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout : '';
}

/** The GPU that programs see which are started with {@link onOneGpu}; undefined where nvidia-smi lists none. */
export function firstGpu(): Gpu | undefined {
  return parseGpus(askNvidia(...query(), '-i', chosenGpu()))[0];
}

export const driverCuda = () => parseDriverCuda(askNvidia());

/** Reads how much memory all programs use on the GPU, MB; undefined where nvidia-smi does not say. */
export function gpuMemoryMb(): number | undefined {
  const used = firstGpu()?.usedMb;
  return Number.isFinite(used) ? used : undefined;
}

/** The first GPU that CUDA_VISIBLE_DEVICES allows; without it, the first of all. */
const chosenGpu = () => process.env.CUDA_VISIBLE_DEVICES?.split(',')[0].trim() || '0';

/**
 * Gives the variables for a program that is to use one GPU, numbered as nvidia-smi numbers them. It takes only the memory that
 * it needs. NVIDIA's libraries compute products in float32 and not in TF32, which keeps ten bits of a factor.
 */
export function onOneGpu(): NodeJS.ProcessEnv {
  return {
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: chosenGpu(),
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    NVIDIA_TF32_OVERRIDE: '0',
  };
}

const query = () => [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
