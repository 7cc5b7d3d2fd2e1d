export { type AlipayHandler, type AlipayRequestHandler, alipayHandler } from './alipay-handler.js';
export type {
  AlipayHandlerOptions,
  HandlerProblem,
  HandlerProblemReason,
  HandlerRequest,
  NotificationContext,
  NotificationHandler,
  NotificationHandlers,
  OtherNotification,
} from './handler-options.js';
export { toNodeHandler } from './to-node-handler.js';
