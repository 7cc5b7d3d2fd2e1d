import type { Vault } from '@lingpai/vault';
import type { FastifyBaseLogger } from 'fastify';
import type { ApplicationDirectory } from '../applications/application-directory.js';
import type { AccessCounter } from '../audit/access-counter.js';
import type { HubSettings } from '../config/settings-schema.js';
import type { EventLog } from '../events/event-log.js';
import type { FailureCounter } from '../keys/failure-counter.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { SessionStore } from '../session/session-store.js';
import type { HourlyCounts } from '../statistics/hourly-counts.js';
import type { HubStore } from '../store/hub-store.js';
import type { Tracing } from '../tracing/open-tracing.js';
import type { StatusReader } from './status-reader.js';

/** What every part of a running hub works with. */
export interface HubContext {
  readonly settings: HubSettings;
  readonly store: HubStore;
  readonly vault: Vault;
  readonly applications: ApplicationDirectory;
  readonly keys: KeyRing;
  /** Wrong API keys, by address. */
  readonly failures: FailureCounter;
  readonly sessions: SessionStore;
  /** Where every domain records what happened, for receivers and readers. */
  readonly events: EventLog;
  /** Counts reads of tokens and proxied calls for the audit chains. */
  readonly accesses: AccessCounter;
  /** Counts what happens, hour by hour. */
  readonly counts: HourlyCounts;
  /** Counts of authorizations and of what waits, for metrics and readiness. */
  readonly status: StatusReader;
  /** Spans of OpenTelemetry, when the process has it. */
  readonly tracing: Tracing;
  readonly log: FastifyBaseLogger;
  /** Milliseconds since 1970, ours. */
  readonly clock: () => number;
  readonly random: (length: number) => Buffer;
  /** This process among those that share the database. */
  readonly nodeId: string;
  /** Aborted when the hub begins to stop: long responses end, workers begin nothing new. */
  readonly stopping: AbortSignal;
}
