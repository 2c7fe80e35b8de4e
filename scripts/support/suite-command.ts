/** `--suite` of a source report: what its options mean. */
import { findSmapMsl } from '../../lib/data';
import { runSuite } from '../../lib/experiments';
import { drawnFrom, findSuite, showSuite } from '../../lib/suites';
import { fromInvocation } from './command';
import { decidedBySuite, ownFiles, refuse, SIMULATED, type GivenOptions } from './experiment-options';
import { describeWorkers, outputsOf, placeOf, present, requireAll } from './experiment-place';
import { progressBar } from './progress';

/** Runs and prints the tables of a suite. */
export async function suiteCommand(name: string, options: GivenOptions): Promise<void> {
  const tablesOf = findSuite(name);
  refuse(`--suite ${name}`, options, [...decidedBySuite, 'seed', 'seeds']);
  const why = "a report's suite runs on the telemetry's channels, --model on channels of your choice";
  refuse(`--suite ${name}`, options, ['channels', ...ownFiles], why);
  const outputs = outputsOf(options);
  const { root, simulated } = findSmapMsl({ data: fromInvocation(options.data) });
  console.log(await describeWorkers(options));
  console.log(`Telemetry: ${root}${simulated ? SIMULATED : ''}`);
  const bar = progressBar('jobs');
  const tables = tablesOf({ profile: options.profile, telemetry: root });
  const result = await runSuite(tables, { ...placeOf(options, bar), onProgress: bar.update }).finally(bar.stop);
  present({ ...result, ...showSuite(result), more: { suite: name, simulated, ...drawnFrom(result.results) } }, outputs);
  requireAll(result);
}
