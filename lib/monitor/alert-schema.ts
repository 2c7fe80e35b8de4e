/** The form of an alert on disk, in the state and in the outbox. */
import { z } from 'zod';

export const AlertSchema = z.object({
  id: z.string().min(1),
  channel: z.string(),
  start: z.number(),
  end: z.number().optional(),
  peakScore: z.number(),
  peakTimestamp: z.number(),
  threshold: z.number(),
  points: z.int(),
  startTime: z.string().optional(),
  endTime: z.string().optional(),
  peakTime: z.string().optional(),
});
