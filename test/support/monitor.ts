/** A scorer whose scores can be worked out by hand, and a listener that writes down what it hears. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MonitorListener } from '../../lib/monitor/channel-monitor';
import type { Alert, DropReason, Notification, ScoredPoint, ScorerSource } from '../../lib/monitor/point';

/** Scores a window by the mean of its first feature. */
export function meanSource({ windowSize = 1, features = 1, imputes = false } = {}): ScorerSource {
  return {
    windowSize,
    features,
    imputes,
    stream: () => {
      let window: number[] = [];
      return {
        windowSize,
        features,
        push: (values) => {
          if (values[0] === 13) throw new Error('unlucky');
          window = [...window, Number.isFinite(values[0]) ? values[0] : 0].slice(-windowSize);
          if (window.length < windowSize) return { score: undefined, warmingUp: true };
          return { score: window.reduce((sum, value) => sum + value, 0) / windowSize, warmingUp: false };
        },
      };
    },
  };
}

export class Recorder implements MonitorListener {
  readonly points: ScoredPoint[] = [];
  readonly notifications: Notification[] = [];
  readonly drops: DropReason[] = [];

  scored = (point: ScoredPoint) => void this.points.push(point);
  notified = (notification: Notification) => void this.notifications.push(notification);
  dropped = (reason: DropReason) => void this.drops.push(reason);
}

/** A threshold of 10, and two quiet points that end an alert. */
export const fixedAtTen = { threshold: { kind: 'fixed', value: 10 }, alerts: { coolDown: 2 } } as const;

/** Makes an alert that opened on a channel at a time. */
export function openedAlert(id: string, parts: Partial<Alert> = {}): Notification {
  const alert: Alert = {
    id,
    channel: 'D-1',
    start: 5,
    end: undefined,
    peakScore: 3,
    peakTimestamp: 6,
    threshold: 1,
    points: 2,
    ...parts,
  };
  return { phase: 'opened', alert };
}

/** Makes lines of JSON with the numbers from `start` to below `end`. */
export function lines(start: number, end: number): string {
  return Array.from({ length: end - start }, (_, i) => `[${start + i}]\n`).join('');
}

export const numbers = (end: number) => Array.from({ length: end }, (_, i) => i);

/** Makes a folder for a test file, removed after it. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-monitor-'));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Seconds after which {@link eventually} gives up: far more than a busy machine needs, less than a test may take. */
const PATIENCE = 30;

/** Waits until something holds. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE * 1000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${PATIENCE} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
