import { randomBytes } from 'node:crypto';
import { requireInteger } from '../base/index';
import { numberedNames } from '../data/column-names';
import type { AlertOptions } from './alert-tracker';
import { ChannelMonitor, type ChannelSettings, type ChannelState, type MonitorListener } from './channel-monitor';
import { asFound } from './excerpt';
import { MonitorError } from './monitor-error';
import type { OrderOptions } from './point-order';
import { type DropReason, firstMissing, type InputRecord, isRejection, type Point, type ScorerSource } from './point';
import type { ThresholdConfig } from './stream-threshold';

export interface MonitorOptions {
  readonly source: ScorerSource;
  readonly threshold: ThresholdConfig;
  readonly order?: OrderOptions;
  readonly alerts?: AlertOptions;
  readonly listener?: Partial<MonitorListener>;
  /** Name of points that carry none. Default 'default'. */
  readonly channel?: string;
  /** Channels at most, each with a window of its own; points of more are dropped. Default 64. */
  readonly maxChannels?: number;
  /** Milliseconds for latency, from any start. Default: performance.now. */
  readonly stopwatch?: () => number;
  /** Goes into the ids of alerts whose times occur anew in every run. Default: random. */
  readonly run?: string;
  /** Whether timestamps occur anew in every run, as in a replay. Numbers of points without timestamps do. Default false. */
  readonly timesRepeat?: boolean;
}

/** What a restarted monitor goes on from. */
export interface MonitorState {
  readonly kind: 'monitor';
  readonly version: 1;
  /** See {@link MonitorOptions.run}. */
  readonly run?: string;
  /** Of the pipeline; empty where it has none. */
  readonly source: string;
  readonly windowSize: number;
  readonly features: number;
  readonly threshold: ThresholdConfig['kind'];
  readonly channels: ChannelState[];
}

export interface MonitorStatus {
  readonly channels: number;
  readonly warmingUp: number;
  readonly openAlerts: number;
  /** Points held back for late ones. */
  readonly held: number;
  /** The newest time of a point scored, by the points' clock; undefined without timestamps. */
  readonly newest: number | undefined;
}

const LONGEST_CHANNEL_NAME = 128;

/**
 * Scores points as they come and tells the listener of scores, alerts and drops. It never throws on bad input, and what
 * it remembers is bounded: for each of at most `maxChannels` channels a window, the points held back, a threshold.
 */
export class Monitor {
  private readonly channels = new Map<string, ChannelMonitor>();
  private settings: ChannelSettings;
  private readonly defaultChannel: string;
  private readonly maxChannels: number;

  /** @throws {MonitorError} Or ScoringError  Naming the option that is out of range. */
  constructor(options: MonitorOptions) {
    const {
      source,
      threshold,
      order = {},
      alerts = {},
      listener = {},
      channel = 'default',
      maxChannels = 64,
    } = options;
    requireInteger('maxChannels', maxChannels, 1);
    this.settings = {
      source,
      threshold,
      order,
      alerts,
      listener: { scored: () => undefined, notified: () => undefined, dropped: () => undefined, ...listener },
      stopwatch: options.stopwatch ?? (() => performance.now()),
      run: options.run ?? randomBytes(8).toString('hex'),
      timesRepeat: options.timesRepeat ?? false,
    };
    this.defaultChannel = channel;
    this.maxChannels = maxChannels;
    // The first channel is made now, so that a bad option shows at once and not with the first point.
    if (!isChannelName(channel)) throw new MonitorError('channel must be a name of 1 to 128 characters.');
    new ChannelMonitor(channel, this.settings).dispose();
  }

  /** @returns  Why the point was dropped, or undefined if it was taken. */
  push(record: InputRecord): DropReason | undefined {
    const reason = isRejection(record) ? record.rejected : this.take(record);
    if (reason !== undefined) {
      const name = isRejection(record) ? undefined : (record.channel ?? this.defaultChannel);
      this.settings.listener.dropped(reason, isChannelName(name) ? name : undefined, this.detailOf(reason, record));
    }
    return reason;
  }

  /** Scores what is held back and closes open alerts, as at the end of the input. */
  finish(): void {
    this.channels.forEach((channel) => channel.finish());
  }

  dispose(): void {
    this.channels.forEach((channel) => channel.dispose());
    this.channels.clear();
  }

  status(): MonitorStatus {
    const channels = [...this.channels.values()];
    const times = channels.flatMap(({ lastTime }) => (lastTime === undefined ? [] : [lastTime]));
    return {
      channels: channels.length,
      warmingUp: channels.filter(({ phase }) => phase !== 'scoring').length,
      openAlerts: channels.filter(({ alertIsOpen }) => alertIsOpen).length,
      held: channels.reduce((sum, { heldCount }) => sum + heldCount, 0),
      newest: times.length > 0 ? Math.max(...times) : undefined,
    };
  }

  toJSON(): MonitorState {
    const { source, threshold, run } = this.settings;
    const { windowSize, features } = source;
    const channels = [...this.channels.values()].map((channel) => channel.toJSON());
    return {
      kind: 'monitor',
      version: 1,
      run,
      source: source.id ?? '',
      windowSize,
      features,
      threshold: threshold.kind,
      channels,
    };
  }

  /**
   * Goes on from what `toJSON` gave, before the first point.
   *
   * @param options.sameInput  Whether the input goes on where it stood then, so that a point that comes again has the
   *                           number it had. If not, this is a new run: numbers of points may mean others. Default true.
   * @throws {MonitorError} If the state was saved with another pipeline, window, number of features or kind of threshold.
   */
  restore(state: MonitorState, { sameInput = true } = {}): this {
    const mine = this.toJSON();
    for (const key of ['windowSize', 'features', 'threshold', 'source'] as const) {
      if (state[key] === mine[key]) continue;
      const what = key === 'source' ? 'pipeline' : key;
      throw new MonitorError(`the state was saved with ${what} '${state[key]}'; this monitor has '${mine[key]}'.`);
    }
    if (sameInput && state.run !== undefined) this.settings = { ...this.settings, run: state.run };
    if (state.channels.length > this.maxChannels) {
      throw new MonitorError(`the state holds ${state.channels.length} channels; maxChannels is ${this.maxChannels}.`);
    }
    for (const channel of state.channels) {
      this.channels.set(channel.channel, new ChannelMonitor(channel.channel, this.settings, channel));
    }
    return this;
  }

  private take({ channel: name = this.defaultChannel, timestamp, values }: Point): DropReason | undefined {
    if (!isChannelName(name)) return 'badChannel';
    if (timestamp !== undefined && !Number.isFinite(timestamp)) return 'badTimestamp';
    const known = this.channels.get(name);
    const fault = this.faultOf(values);
    if (fault !== undefined) {
      known?.skip(timestamp);
      return fault;
    }
    if (known) return known.push(timestamp, values);
    if (this.channels.size >= this.maxChannels) return 'tooManyChannels';
    const channel = new ChannelMonitor(name, this.settings);
    this.channels.set(name, channel);
    return channel.push(timestamp, values);
  }

  private detailOf(reason: DropReason, record: InputRecord): string | undefined {
    if (isRejection(record)) return record.detail;
    if (reason === 'wrongWidth')
      return `expected ${this.settings.source.features} values, found ${record.values.length}`;
    if (reason === 'notFinite') return notFiniteDetail(record, this.settings.source);
    return reason === 'badTimestamp' ? badTimestampDetail(record) : undefined;
  }

  /** What makes values unusable: their number, or NaN where the scorer fills nothing or nothing is left. */
  private faultOf(values: Point['values']): DropReason | undefined {
    const { features, imputes = false } = this.settings.source;
    if (values.length !== features) return 'wrongWidth';
    let finite = 0;
    for (let i = 0; i < features; i++) if (Number.isFinite(values[i])) finite++;
    return finite === features || (imputes && finite > 0) ? undefined : 'notFinite';
  }
}

function notFiniteDetail(point: Point, { imputes, features, names }: ScorerSource): string {
  const at = firstMissing(point.values);
  const found = 'found' in point ? point.found : point.values[at];
  const feature = (names ?? numberedNames(features))[at];
  const expected = imputes ? 'a finite number for at least one feature' : 'finite numbers';
  return `expected ${expected}, found ${asFound(found)} for ${feature}`;
}

/** A time that is a number was dropped because its channel has none, which its first point decided. */
function badTimestampDetail({ timestamp }: Point): string {
  if (timestamp === undefined) return "the channel's points had times so far, this one has none";
  if (Number.isFinite(timestamp)) return `the channel's points had no times so far, this one has ${timestamp}`;
  return `expected a finite number as time, found ${timestamp}`;
}

function isChannelName(name: unknown): name is string {
  return typeof name === 'string' && name.length > 0 && name.length <= LONGEST_CHANNEL_NAME;
}
