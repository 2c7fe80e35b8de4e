/** The probes by their names in a job. A new one is a line here. */
import { probeClassScores } from './class-scores';
import { probeDense } from './dense';
import { probeGenerated } from './generated';
import { probeLatentSpace } from './latent-space';
import type { Probe } from './probe';
import { probeRhythm } from './rhythm';
import { probeRival } from './rival';

export type { ClassScores } from './class-scores';
export { RECONSTRUCTED, type DenseInside } from './dense';
export { activeShare, denseInside, dimensionsInUse, generalizationGap, nats } from './dense-figures';
export type { GradientNorms } from './gradient-norms';
export { generatedBy, type Draws, type Generated } from './generated';
export type { LatentSpace } from './latent-space';
export type { Probe, ProbeInput } from './probe';
export type { FoundEvents } from './rhythm';
export type { Rival } from './rival';

export const probeNames = ['dense', 'class-scores', 'generated', 'latent-space', 'rhythm', 'rival'] as const;

export const probes: Readonly<Record<(typeof probeNames)[number], Probe>> = {
  dense: probeDense,
  'class-scores': probeClassScores,
  generated: probeGenerated,
  'latent-space': probeLatentSpace,
  rhythm: probeRhythm,
  rival: probeRival,
};
