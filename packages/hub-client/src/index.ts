export { createHubClient, type HubClient } from './create-hub-client.js';
export type { EventStreamOptions, EventStreamParameters, StreamedEvent } from './event-stream.js';
export { HubProblem, type ProblemFields } from './hub-problem.js';
export type { PagePromise } from './page-promise.js';
export type { ProxiedCall } from './proxied-call.js';
export type { RequestOptions } from './request-options.js';
export type { HubClientOptions } from './transport.js';
