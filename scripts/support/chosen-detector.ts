/** Which detector `--model` or `--detector` names, with its settings. */
import { isPlainObject, shown } from '../../lib/base';
import { outsideDetector, seriesDetectorNames } from '../../lib/detectors';
import type { Job } from '../../lib/experiments';
import { namedConfigs, unknownDetector } from '../../lib/models';
import type { OneDetector } from '../../lib/suites';
import { fromInvocation, readJson } from './command';
import { detectorOptions, refuse, type GivenOptions } from './experiment-options';

export interface ChosenDetector {
  readonly row: Pick<OneDetector, 'detector' | 'config' | 'label'>;
  /** As messages have it. */
  readonly name: string;
  /** The file that its settings come from, if one was named. */
  readonly configFile?: string;
}

/**
 * Finds the detector that a command names: one of this library, or one that lies outside it.
 *
 * @throws If there is no such detector, or an option is given that it has no use for.
 */
export function chosenDetector(
  options: GivenOptions & ({ readonly model: string } | { readonly detector: string }),
): ChosenDetector {
  const { model, detector } = options;
  if (detector !== undefined) return fromOutside(options, detector);
  refuse(`--model ${model}`, options, detectorOptions, 'they are for --detector');
  if (!seriesDetectorNames.includes(model!)) throw new Error(unknownDetector(model!, seriesDetectorNames));
  const configFile = configFileOf(options, model!);
  const config = configFile === undefined ? configByName(options, model!) : readConfig(configFile, model!);
  return { row: { detector: model!, config }, name: model!, ...(configFile !== undefined && { configFile }) };
}

function fromOutside(options: GivenOptions, text: string): ChosenDetector {
  refuse('--detector', options, ['model'], 'one detector is run at a time');
  refuse('--detector', options, ['config'], 'its settings are part of the command');
  refuse('--detector', options, ['sweep'], 'settings are varied with --model');
  const { detector, config, label } = outsideDetector(text, fromInvocation('.'), {
    name: options.detectorName,
    version: options.detectorVersion,
    exchange: options.exchange,
    timeoutSeconds: options.detectorTimeout,
    memoryMb: options.detectorMemory,
    layout: options.detectorLayout,
    output: options.detectorOutput,
    ...(options.given('windowSize') && { windowSize: options.windowSize }),
  });
  return { row: { detector, config, label }, name: label };
}

/** Finds the config that `--config` names in the catalogue; undefined where it names a file. */
function configByName({ config = '' }: Pick<GivenOptions, 'config'>, model: string): Job['config'] {
  const configs = namedConfigs(model);
  return Object.hasOwn(configs, config) ? (configs[config] as Job['config']) : undefined;
}

function configFileOf(options: Pick<GivenOptions, 'config'>, model: string): string | undefined {
  return configByName(options, model) ? undefined : fromInvocation(options.config);
}

/** @throws If the file does not hold settings by their names. */
function readConfig(file: string, model: string): Job['config'] {
  const names = Object.keys(namedConfigs(model));
  const config = readJson(file, ["a model's config", ...names].join(' or '));
  if (!isPlainObject(config)) throw new Error(`${file}: expected settings by their names, found ${shown(config)}.`);
  return config as Job['config'];
}
