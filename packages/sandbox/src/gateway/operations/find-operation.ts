import { catalogue } from '../../catalogue/catalogue.js';
import type { Sandbox } from '../../sandbox.js';
import { queryBill } from '../bills/query-bill.js';
import type { GatewayOperation } from '../gateway-operation.js';
import { tradeOperations } from '../trades/trade-operations.js';
import { transferOperations } from '../transfers/transfer-operations.js';
import { findCataloguedOperation } from './catalogued-operation.js';
import { getContentKey, setContentKey } from './content-keys.js';
import { oauthToken } from './oauth-token.js';
import { tokenApp } from './token-app.js';
import { tokenAppQuery } from './token-app-query.js';

/** The operations that work on the sandbox's state; the catalogue serves all others. */
const operations: ReadonlyMap<string, GatewayOperation> = new Map([
  ['POST /v3/alipay/open/auth/token/app', tokenApp],
  ['GET /v3/alipay/open/auth/token/app/query', tokenAppQuery],
  ['GET /v3/alipay/open/auth/app/aes/get', getContentKey],
  ['POST /v3/alipay/open/auth/app/aes/set', setContentKey],
  ['POST /v3/alipay/system/oauth/token', oauthToken],
  ...tradeOperations,
  ...transferOperations,
  ['GET /v3/alipay/data/dataservice/bill/downloadurl/query', queryBill],
]);

/**
 * Finds the operation of a verb and path. A stub takes precedence over what the sandbox would do itself.
 *
 * @throws Refusal when the path exists and the verb is wrong
 */
export function findOperation(sandbox: Sandbox, method: string, path: string): GatewayOperation | undefined {
  const own = hasStub(sandbox, method, path) ? undefined : operations.get(`${method} ${path}`);
  return own ?? findCataloguedOperation(method, path);
}

function hasStub({ stubs }: Sandbox, method: string, path: string): boolean {
  if (stubs.isEmpty) return false;
  const operation = catalogue().paths.find(path)?.operations.get(method);
  return operation !== undefined && stubs.has(operation.id);
}
