/** Tries a reader on one damaged file, and says what came of it. */
import { messageOf, Random } from '../../../lib/base';
import { mutate } from './mutate';
import type { FuzzedReader } from './reader';

/** Seconds of the processor beyond which a file counts as one that hangs. */
const LONGEST = 5;

/** Bytes beyond which a file counts as a bomb. */
const MOST_MEMORY = 1e9;

export interface Trial {
  readonly mutant: number;
  readonly outcome: 'taken' | 'refused' | 'fault';
  /** What is wrong, where the outcome is a fault. */
  readonly fault?: string;
  /** Seconds of the processor. */
  readonly seconds: number;
  /** By how many bytes the process's peak of memory rose. */
  readonly memory: number;
}

/** Makes a damaged file: the same for the same reader, seed and number. */
export function mutantOf({ name, kind, samples }: FuzzedReader, seed: number, mutant: number): Buffer {
  const random = new Random(`${seed} ${name} ${mutant}`);
  return mutate(samples[random.integer(samples.length)], kind, random);
}

/** Reads the damaged file of a number. */
export async function tryMutant(reader: FuzzedReader, seed: number, mutant: number): Promise<Trial> {
  const file = mutantOf(reader, seed, mutant);
  const peak = peakMemory();
  const start = process.cpuUsage();
  const { outcome, fault } = await outcomeOf(reader, file);
  const { user, system } = process.cpuUsage(start);
  const [seconds, memory] = [(user + system) / 1e6, peakMemory() - peak];
  const cost =
    seconds > LONGEST ? `took ${seconds.toFixed(1)} s` : memory > MOST_MEMORY ? `took ${memory} bytes` : undefined;
  if (fault === undefined && cost === undefined) return { mutant, outcome, seconds, memory };
  return { mutant, outcome: 'fault', fault: fault ?? cost, seconds, memory };
}

async function outcomeOf(reader: FuzzedReader, file: Buffer): Promise<Pick<Trial, 'outcome' | 'fault'>> {
  try {
    const fault = await reader.read(file);
    return fault === undefined ? { outcome: 'taken' } : { outcome: 'fault', fault };
  } catch (error) {
    const message = messageOf(error);
    const name = error instanceof Error ? error.name : typeof error;
    if (!reader.refusals.includes(name)) return { outcome: 'fault', fault: `${name}: ${message}` };
    // One sentence, which may show a value of the file.
    if (message === '' || message.length > 20_000)
      return { outcome: 'fault', fault: `a message of ${message.length} characters` };
    return { outcome: 'refused' };
  }
}

/** The most bytes that the process has held so far. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
