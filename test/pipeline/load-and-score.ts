/** Loads a pipeline in a process of its own and prints what it makes of a series: load-and-score.ts FOLDER FILE.npy */
import { loadSeries } from '../../lib/data';
import { AnomalyPipeline } from '../../lib/pipeline';

async function main([folder, file]: string[]): Promise<void> {
  const pipeline = await AnomalyPipeline.load(folder);
  const series = loadSeries(file);
  const { scores, predictions } = pipeline.predict(series);
  const stream = pipeline.stream();
  const { values, features, length } = series;
  const streamed = Array.from({ length }, (_, time) => {
    return stream.push(values.subarray(time * features, (time + 1) * features)).score;
  });
  const found = {
    scores: [...scores],
    predictions: [...predictions],
    streamed: streamed.filter((s) => s !== undefined),
  };
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
