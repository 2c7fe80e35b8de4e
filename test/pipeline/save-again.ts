/** Saves two pipelines over each other many times: FIRST SECOND TARGET SAVES. */
import { AnomalyPipeline } from '../../lib/pipeline';

async function main([first, second, target, saves]: readonly string[]): Promise<void> {
  const pipelines = [await AnomalyPipeline.load(first), await AnomalyPipeline.load(second)];
  for (let i = 0; i < Number(saves); i++) pipelines[i % 2].save(target);
}

void main(process.argv.slice(2));
