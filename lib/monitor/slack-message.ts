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
  const { id, start, end, peakScore, peakTimestamp, threshold, points } = alert;
  const channel = escapeText(alert.channel);
  const text = phase === 'opened' ? `Anomaly on ${channel} since ${timeOf(start)}` : `Anomaly on ${channel} is over`;
  const details = [
    `*${text}*`,
    `start ${timeOf(start)}${end === undefined ? '' : `, end ${timeOf(end)}`}`,
    `peak score ${peakScore.toPrecision(4)} at ${timeOf(peakTimestamp)}, threshold ${threshold.toPrecision(4)}`,
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
function timeOf(timestamp: number): string {
  return timestamp > 1e12 && timestamp < 8.64e15 ? new Date(timestamp).toISOString() : String(timestamp);
}
