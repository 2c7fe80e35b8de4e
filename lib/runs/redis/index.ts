/** Jobs on a Redis queue: handed out here, run by workers on other machines. BullMQ is loaded once a server is used. */
export { describeRedis } from './connection';
export { redisRunner } from './runner';
export { clearQueue, queueStatus, type QueueStatus } from './status';
export { serveRedis } from './worker';
