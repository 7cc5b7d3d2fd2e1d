export { type AlipayHandler, alipayHandler } from './alipay-handler.js';
export type {
  AlipayHandlerOptions,
  HandlerProblem,
  HandlerProblemReason,
  NotificationContext,
  NotificationHandler,
  NotificationHandlers,
  OtherNotification,
} from './handler-options.js';
export { toNodeHandler } from './to-node-handler.js';
