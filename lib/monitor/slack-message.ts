/** Formats alerts as Slack messages. */
import type { Notification } from './point';

/** The body of a Slack message: plain text for desktop notices, a block for the channel. */
interface SlackMessage {
  readonly text: string;
  readonly blocks: { type: 'section'; text: { type: 'mrkdwn'; text: string } }[];
}

/**
 * Formats an alert as a Slack message.
 *
 * @see Slack's "Sending messages using incoming webhooks" and "Formatting text": &, < and > are escaped, so that the
 *      name of a channel cannot mention anybody.
 */
export function slackMessage({ phase, alert }: Notification): SlackMessage {
  const { id, peakScore, threshold, points } = alert;
  const start = shownTime(alert.start, alert.startTime);
  const end = alert.end === undefined ? '' : `, end ${shownTime(alert.end, alert.endTime)}`;
  const peak = shownTime(alert.peakTimestamp, alert.peakTime);
  const channel = escapeText(alert.channel);
  const text = phase === 'opened' ? `Anomaly on ${channel} since ${start}` : `Anomaly on ${channel} is over`;
  const details = [
    `*${text}*`,
    `start ${start}${end}`,
    `peak score ${peakScore.toPrecision(4)} at ${peak}, threshold ${threshold.toPrecision(4)}`,
    `${points} anomalous ${points === 1 ? 'point' : 'points'}, alert ${id}`,
  ];
  return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: details.join('\n') } }] };
}

function escapeText(text: string): string {
  // A line break or a formatting mark in a name must not reshape the message.
  const plain = text.replace(/[\p{Cc}*_~`]/gu, ' ');
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Formats a number that can be milliseconds since 1970 (after 2001) as a date; returns other numbers as they are. */
function shownTime(timestamp: number, written: string | undefined): string {
  // A time that was written as a date is shown as it came; a number with more digits than a float64 has, too.
  if (written !== undefined) return escapeText(written);
  return timestamp > 1e12 && timestamp < 8.64e15 ? new Date(timestamp).toISOString() : String(timestamp);
}
