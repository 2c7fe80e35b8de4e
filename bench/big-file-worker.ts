/**
 * Reads, fits or scores in its own process and prints what that cost as one line of JSON:
 * node --import ./scripts/typescript.mjs bench/big-file-worker.ts read FILE | fit OPTIONS | score OPTIONS
 */
import { readSeries } from '../lib/data';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
});

async function main([mode, ...args]: string[]) {
  if (mode === 'read') readSeries(args[0]);
  else {
    process.argv.splice(2, 1);
    await (mode === 'fit' ? import('../scripts/fit.js') : import('../scripts/score.js'));
  }
}

void main(process.argv.slice(2));
