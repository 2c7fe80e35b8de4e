/**
 * Monitors streams: reads points, scores them with a pipeline, raises and delivers alerts.
 *
 * @module
 */
export { AlertTracker, type AlertOptions, type AlertState, type Judged, type AlertOrigin } from './alert-tracker';
export { batchesOf, type Batch, type FilePosition } from './batches';
export type { MonitorListener, ChannelState } from './channel-monitor';
export { Delivery, type DeliveryEvent, type DeliveryOptions } from './delivery';
export {
  canResume,
  fileBatches,
  pipeBatches,
  startOf,
  type FileInputOptions,
  type LineInputOptions,
} from './file-input';
export { FileSink, type FileSinkOptions } from './file-sink';
export { closeServer, createHttpServer, listen, type HttpOptions, type ListenOptions } from './http-server';
export { lineFormats, type LineFormat } from './line-parser';
export { createLog, LimitedLog, type Logger } from './log';
export { MonitorMetrics, type Gauges } from './metrics';
export type { FeatureChange } from './missing-features';
export { Monitor, type MonitorOptions, type MonitorState, type MonitorStatus } from './monitor';
export { MonitorError } from './monitor-error';
export { Outbox, type Letter, type OutboxLimits } from './outbox';
export { pipelineSource, pipelineSpot, pipelineThreshold } from './pipeline-source';
export type { OrderOptions, OrderState, StoredPoint } from './point-order';
export type {
  Alert,
  Notification,
  Point,
  PointScorer,
  ScoredPoint,
  ScorerSource,
  InputRecord,
  DropReason,
  Phase,
  PointColumns,
  Rejection,
} from './point';
export { recordMonitor, recordReplay, type MonitorRecording, type RecordOptions } from './recording';
export { replay, SimulatedClock, type ReplayOptions } from './replay';
export { tokenFromEnvironment, webhookFromEnvironment, type Secret } from './secret';
export { isUseless, MonitorService, type Accepted, type Summary, type ServiceOptions } from './service';
export { StreamSink, WebhookSink, type Sink } from './sinks';
export { StateFolder, type SavedState } from './state-folder';
export {
  createThreshold,
  type ThresholdConfig,
  type FixedThresholdConfig,
  type SpotThresholdConfig,
  type StreamThreshold,
} from './stream-threshold';
export { webhookSender, type Send, type WebhookOptions } from './webhook';
