import type { ServiceOrderNotification, TradeNotification } from '@lingpai/alipay';
import type { OtherNotification } from '@lingpai/alipay/handler';
import type { EventDelivery, NotificationDelivery, VaultEvent, VaultNotificationContext } from '@lingpai/vault';
import type { Registry } from 'prom-client';
import type { ProblemCode } from '../problems/problem-codes.js';
import type { FastPath } from '../server/fast-path.js';
import type { AlipayCall, HubServer } from '../server/hub-server.js';
import type { HubContext } from './hub-context.js';
import type { Retention } from './retention.js';

/** A notification that is not about an authorization, which the vault handles itself. */
export type ForeignNotification =
  | { readonly kind: 'trade'; readonly notification: TradeNotification }
  | { readonly kind: 'service-order'; readonly notification: ServiceOrderNotification }
  | { readonly kind: 'other'; readonly notification: OtherNotification };

/** Work that a node does again and again. */
export interface HubWorker {
  /** Lower-case words with dashes: in logs and metrics. */
  readonly name: string;
  /** Milliseconds between two turns. */
  readonly interval: number;
  /**
   * One turn. Resolves with `true` when there is more to do at once. Another node may do the same at the same time: rows are
   * leased.
   */
  readonly turn: (stopping: AbortSignal) => Promise<boolean>;
}

/** A request that has ended: its response was sent, or its caller went away before (`status` 499). */
export interface ServedRequest {
  readonly requestId: string;
  readonly method: string;
  /** The pattern of the route, for example `/v1/apps/:appId`; empty for an address that there is not. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** The code of the problem that the response is. */
  readonly problem: ProblemCode | undefined;
  /** The call to Alipay that the request caused. */
  readonly alipayCall: AlipayCall | undefined;
  readonly keyId: string | undefined;
  readonly appId: string | undefined;
  readonly authAppId: string | undefined;
  /** The id of the W3C trace. */
  readonly traceId: string;
}

/** Something that keeps the hub from serving, or will. */
export interface ReadinessFinding {
  /** Lower-case words with dashes. */
  readonly check: string;
  readonly isReady: boolean;
  /** Whether an operator should look although the hub serves; `false` by default. */
  readonly isWarning?: boolean;
  /** One sentence without a secret. */
  readonly message: string;
}

/** Whose traces are to be erased. */
export interface ForgottenMerchant {
  readonly appId: string;
  readonly authAppId: string;
  readonly reference: string | null;
}

/** A domain of the hub, in its own folder. `modules.ts` lists them all. */
export interface HubModule {
  readonly name: string;
  /** Adds the domain's routes; see ARCHITECTURE.md for how a route is written. */
  readonly routes?: (server: HubServer) => void;
  /** Responds to some requests of one of its routes without the framework. */
  readonly fastPath?: FastPath;
  /**
   * Called with each event of the vault. It is delivered once every module's has resolved, and again otherwise: act on an
   * `id` once.
   */
  readonly onEvent?: (event: VaultEvent, delivery: EventDelivery) => Promise<void>;
  /** Called with each verified notification; act on a `notifyId` once. Alipay is told `success` when all have resolved. */
  readonly onNotification?: (notification: ForeignNotification, context: VaultNotificationContext) => Promise<void>;
  /** Called with what became of each delivery of a notification, for counting and logging. It may not throw. */
  readonly onDelivery?: (delivery: NotificationDelivery) => void;
  readonly workers?: readonly HubWorker[];
  /** What the settings keep for a time: one of the workers erases it, and `prune` does so at once. */
  readonly retention?: Retention;
  /** Called by `/readyz`; within two seconds. */
  readonly readiness?: () => Promise<readonly ReadinessFinding[]>;
  /** Called with each request that has ended, for counting and logging. It may not throw, and is not waited for. */
  readonly onResponse?: (response: ServedRequest) => void;
  /** Adds the domain's metrics. */
  readonly metrics?: (registry: Registry) => void;
  /** Erases what the domain knows about a merchant; repeated when it fails. */
  readonly forget?: (merchant: ForgottenMerchant) => Promise<void>;
  /** Called when the hub stops, after the last request and worker: writes what is still in memory. */
  readonly close?: () => Promise<void>;
}

/** Makes the module for one running hub. @param modules all of its modules, once they are made */
export type HubModuleFactory = (context: HubContext, modules: () => readonly HubModule[]) => HubModule;
