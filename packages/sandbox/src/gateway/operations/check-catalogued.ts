import { catalogue } from '../../catalogue/catalogue.js';
import type { Sandbox } from '../../sandbox.js';
import type { GatewayCall } from '../gateway-operation.js';
import { checkCall } from './check-call.js';

/** Checks the fields of a v3 call of one operation, which has no parameter in its path. @throws Refusal that names the fields */
export function checkCatalogued(id: string): (call: GatewayCall, sandbox: Sandbox) => void {
  return (call, { settings }) => {
    const operation = catalogue().operations.get(id);
    if (operation !== undefined) checkCall(call, { operation, path: new Map(), settings });
  };
}
