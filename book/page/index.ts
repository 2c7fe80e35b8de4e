/** Starts the live page that the document holds; scores.js was loaded before. */
import { openChannel, type KeptChannel, type LiveChannel } from '../live/channel-scores';
import { thresholdPage } from './at-threshold';
import { pointAdjustmentPage } from './point-adjustment';
import { volumePage } from './volume';

declare const telltaleScores: readonly KeptChannel[];

const pages: Readonly<Record<string, (place: HTMLElement, channels: readonly LiveChannel[]) => void>> = {
  'point-adjustment': pointAdjustmentPage,
  threshold: thresholdPage,
  volume: volumePage,
};

const place = document.querySelector<HTMLElement>('[data-live-page]');
const start = pages[place?.dataset.livePage ?? ''];
if (place && start) start(place, telltaleScores.map(openChannel));
