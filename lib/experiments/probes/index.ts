/** The probes by their names in a job. A new one is a line here. */
import { probeChoices } from './choices';
import { probeDense } from './dense';
import type { Probe } from './probe';

export { choices, eventChoices, type ChannelFigures, type Choice, type EventChoice } from './choices';
export { RECONSTRUCTED, type DenseInside } from './dense';
export type { Probe, ProbeInput } from './probe';

export const probeNames = ['dense', 'choices'] as const;

export const probes: Readonly<Record<(typeof probeNames)[number], Probe>> = {
  dense: probeDense,
  choices: probeChoices,
};
