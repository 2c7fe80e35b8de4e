/** Jobs on a Redis queue: handed out here, run by workers on other machines. Apart from ../index, as few commands load BullMQ. */
export { describeRedis } from './connection';
export { redisRunner } from './runner';
export { clearQueue, queueStatus, type QueueStatus } from './status';
export { serveRedis } from './worker';
