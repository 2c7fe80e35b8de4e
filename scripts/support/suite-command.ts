/** `--suite` of tables alone: what its options mean. */
import { runSuite } from '../../lib/experiments';
import { dataOf, drawnFrom, findSuite, showSuite, suiteContext } from '../../lib/suites';
import { fromInvocation } from './command';
import { decidedBySuite, ownFiles, refuse, SIMULATED, type GivenOptions } from './experiment-options';
import { describeWorkers, outputsOf, placeOf, present, requireAll } from './experiment-place';
import { progressBar } from './progress';

/** Runs and prints the tables of a suite. */
export async function suiteCommand(name: string, options: GivenOptions): Promise<void> {
  const tablesOf = findSuite(name);
  refuse(`--suite ${name}`, options, [...decidedBySuite, 'seed', 'seeds']);
  const why = 'a suite chooses its channels itself, --model runs on channels of your choice';
  refuse(`--suite ${name}`, options, ['channels', ...ownFiles], why);
  const outputs = outputsOf(options);
  const tables = tablesOf(suiteContext(options.profile, fromInvocation(options.data)));
  const { data, simulated } = dataOf(tables);
  console.log(await describeWorkers(options));
  console.log(`Data: ${data}${simulated ? SIMULATED : ''}`);
  const bar = progressBar('jobs');
  const result = await runSuite(tables, { ...placeOf(options, bar), onProgress: bar.update }).finally(bar.stop);
  present({ ...result, ...showSuite(result), more: { suite: name, simulated, ...drawnFrom(result.results) } }, outputs);
  requireAll(result);
}
