/** Monitors the points of many channels. */
import { randomBytes } from 'node:crypto';
import { counted, requireInteger } from '../base/index';
import { numberedNames } from '../data/column-names';
import type { AlertOptions } from './alert-tracker';
import { ChannelMonitor, type ChannelSettings, type ChannelState, type MonitorListener } from './channel-monitor';
import { ChannelRoom } from './channel-room';
import { asFound } from './excerpt';
import { MonitorError } from './monitor-error';
import type { OrderOptions } from './point-order';
import {
  channelFault,
  type DropReason,
  firstMissing,
  type InputRecord,
  isChannelName,
  isRejection,
  type Point,
  type ScorerSource,
} from './point';
import type { ThresholdConfig } from './stream-threshold';

export interface MonitorOptions {
  readonly source: ScorerSource;
  readonly threshold: ThresholdConfig;
  readonly order?: OrderOptions;
  readonly alerts?: AlertOptions;
  readonly listener?: Partial<MonitorListener>;
  /** Channel of points that do not name one. Default 'default'. */
  readonly channel?: string;
  /** Largest number of channels, each with its own window. Default 64. */
  readonly maxChannels?: number;
  /** Milliseconds without a point after which a channel makes room for a new one; see {@link ChannelRoom}. Default 600,000. */
  readonly channelIdle?: number;
  /** Measures latency: milliseconds since any fixed moment. Default: performance.now. */
  readonly stopwatch?: () => number;
  /** Identifies this run in the ids of alerts whose times repeat in every run. Default: random. */
  readonly run?: string;
  /** Whether every run has the same timestamps, as a replay does. Numbered points always repeat. Default false. */
  readonly timesRepeat?: boolean;
}

/** What a restarted monitor continues from. */
export interface MonitorState {
  readonly kind: 'monitor';
  readonly version: 1;
  /** See {@link MonitorOptions.run}. */
  readonly run?: string;
  /** The id of the scorer source; empty if it has none. */
  readonly source: string;
  readonly windowSize: number;
  readonly features: number;
  readonly threshold: ThresholdConfig['kind'];
  readonly channels: ChannelState[];
  /** Channels that have made room; absent if there were none. */
  readonly retired?: number;
}

export interface MonitorStatus {
  readonly channels: number;
  readonly maxChannels: number;
  /** Channels that have made room for others. */
  readonly channelsRetired: number;
  /** Points that were refused because all channels were taken, in this run. */
  readonly pointsOfRefusedChannels: number;
  readonly warmingUp: number;
  readonly openAlerts: number;
  /** Points held back to wait for late ones. */
  readonly held: number;
  /** Time of the newest scored point; undefined without timestamps. */
  readonly newest: number | undefined;
}

/**
 * Scores points as they arrive and tells the listener of scores, alerts and drops. It never throws on bad input, and
 * its memory is bounded: for each of at most `maxChannels` channels a window, the points held back, a threshold.
 */
export class Monitor {
  /** The one whose last point is longest ago comes first. */
  private readonly channels = new Map<string, ChannelMonitor>();
  private readonly room: ChannelRoom;
  private retired = 0;
  private refused = 0;
  private settings: ChannelSettings;
  private readonly defaultChannel: string;
  private readonly maxChannels: number;

  /**
   * @throws {MonitorError} If an option is out of range.
   * @throws {DataError} If maxChannels or channelIdle is not a whole number of at least 1.
   * @throws {ScoringError} If an option of SPOT is out of range.
   */
  constructor(options: MonitorOptions) {
    const {
      source,
      threshold,
      order = {},
      alerts = {},
      listener = {},
      channel = 'default',
      maxChannels = 64,
      channelIdle = 600_000,
    } = options;
    requireInteger('maxChannels', maxChannels, 1);
    requireInteger('channelIdle', channelIdle, 1);
    this.room = new ChannelRoom(channelIdle);
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
    // A channel is made now, so that a bad option fails here and not at the first point.
    if (!isChannelName(channel)) throw new MonitorError('channel must be a name of 1 to 128 characters.');
    new ChannelMonitor(channel, this.settings).dispose();
  }

  /** Takes a point. @returns  Why it was dropped; undefined if it was accepted. */
  push(record: InputRecord): DropReason | undefined {
    const reason = isRejection(record) ? record.rejected : this.take(record);
    if (reason !== undefined) {
      const name = isRejection(record) ? undefined : (record.channel ?? this.defaultChannel);
      this.settings.listener.dropped(reason, isChannelName(name) ? name : undefined, this.detailOf(reason, record));
    }
    return reason;
  }

  /** Scores the points held back and closes open alerts, as at the end of the input. */
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
      maxChannels: this.maxChannels,
      channelsRetired: this.retired,
      pointsOfRefusedChannels: this.refused,
      warmingUp: channels.filter(({ phase }) => phase !== 'scoring').length,
      openAlerts: channels.filter(({ alertIsOpen }) => alertIsOpen).length,
      held: channels.reduce((sum, { heldCount }) => sum + heldCount, 0),
      newest: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : undefined,
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
      ...(this.retired > 0 && { retired: this.retired }),
    };
  }

  /**
   * Continues from what `toJSON` returned. To be called before the first point.
   *
   * @param state    What `toJSON` returned.
   * @param options  `sameInput` says whether the input resumes where it stopped, so that a repeated point gets the same
   *                 number. If not, this is a new run, in which a number may mean another point. Default true.
   * @throws {MonitorError} If the state was saved with another pipeline, window, number of features or kind of
   * threshold.
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
      throw new MonitorError(
        `the state holds ${counted(state.channels.length, 'channel')}; maxChannels is ${this.maxChannels}.`,
      );
    }
    this.retired = state.retired ?? 0;
    for (const channel of state.channels) {
      this.channels.set(channel.channel, new ChannelMonitor(channel.channel, this.settings, channel));
    }
    return this;
  }

  private take({ channel: name = this.defaultChannel, timestamp, fine, time, values }: Point): DropReason | undefined {
    if (!isChannelName(name)) return 'badChannel';
    if (timestamp !== undefined && !Number.isFinite(timestamp)) return 'badTimestamp';
    const known = this.channels.get(name);
    const fault = this.faultOf(values);
    if (fault !== undefined) {
      known?.skip(timestamp);
      return fault;
    }
    if (!known && !this.makeRoom(name)) return 'tooManyChannels';
    const channel = known ?? new ChannelMonitor(name, { ...this.settings, retired: this.retired });
    this.channels.delete(name);
    this.channels.set(name, channel);
    return channel.push(timestamp === undefined ? undefined : { timestamp, fine, time }, values);
  }

  /** Makes room for a new channel if there is none. @returns  Whether there is room now. */
  private makeRoom(name: string): boolean {
    if (this.channels.size < this.maxChannels) return true;
    const place = this.room.find(name, this.channels, this.settings.stopwatch());
    if (place === undefined) {
      this.refused++;
      return false;
    }
    const channel = this.channels.get(place)!;
    channel.finish();
    channel.dispose();
    this.channels.delete(place);
    this.retired++;
    this.settings.listener.retired?.(place, name);
    return true;
  }

  private detailOf(reason: DropReason, record: InputRecord): string | undefined {
    if (isRejection(record)) return record.detail;
    if (reason === 'wrongWidth')
      return `expected ${counted(this.settings.source.features, 'value')}; found ${record.values.length}`;
    if (reason === 'notFinite') return notFiniteDetail(record, this.settings.source);
    if (reason === 'tooManyChannels')
      return `expected at most ${counted(this.maxChannels, 'channel')} (--max-channels); found another`;
    if (reason === 'badChannel') return channelFault(record.channel);
    return reason === 'badTimestamp' ? badTimestampDetail(record) : undefined;
  }

  /** Returns why values are unusable: wrong count, or NaN that the scorer cannot fill. */
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
  return `expected ${expected}; found ${asFound(found)} for ${feature}`;
}

/** Explains a dropped time. A valid time is dropped if the first point of its channel had none. */
function badTimestampDetail({ timestamp }: Point): string {
  if (timestamp === undefined) return "expected a time, as the channel's earlier points have; found none";
  if (Number.isFinite(timestamp))
    return `expected no time, as the channel's earlier points have none; found ${timestamp}`;
  return `expected a finite number as time; found ${timestamp}`;
}
