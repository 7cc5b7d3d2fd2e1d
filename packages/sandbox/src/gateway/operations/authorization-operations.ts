import type { GatewayOperation, OperationFinder } from '../gateway-operation.js';
import { tokenApp } from './token-app.js';
import { tokenAppQuery } from './token-app-query.js';

const operations: ReadonlyMap<string, GatewayOperation> = new Map([
  ['POST /v3/alipay/open/auth/token/app', tokenApp],
  ['GET /v3/alipay/open/auth/token/app/query', tokenAppQuery],
]);

/** The operations of the authorization protocol. */
export const findAuthorizationOperation: OperationFinder = (method, path) => operations.get(`${method} ${path}`);
