import { catalogue } from '../catalogue/catalogue.js';
import type { Authorization } from '../lifecycle/authorization.js';
import { SandboxError } from '../sandbox-error.js';

/** APIs of mini programs, for which the authorization of a base application does not suffice. */
const miniProgramApis = 'alipay.open.mini.';
const mostMethods = 2_000;

/** @throws SandboxError naming the method that is wrong */
export function checkMethods(methods: readonly string[] | null | undefined): void {
  if (methods === null || methods === undefined) return;
  if (methods.length > mostMethods) throw new SandboxError('invalid', `methods: expected at most ${mostMethods}`);
  for (const [index, method] of methods.entries()) {
    if (/^[a-z][a-z0-9.]{1,127}$/.test(method)) continue;
    throw new SandboxError('invalid', `methods[${index}]: expected a method, such as "alipay.trade.pay"`);
  }
}

/** Whether a grant permits a method: it covers what the application had when the merchant consented. */
export function permits(grant: Pick<Authorization, 'methods' | 'merchant'>, method: string): boolean {
  return !isBeyondBase(grant, method) && (grant.methods === undefined || grant.methods.includes(method));
}

/** Whether the grant is one of a base application, and the method one for mini programs. */
export function isBeyondBase({ merchant }: Pick<Authorization, 'merchant'>, method: string): boolean {
  return merchant.kind === 'BASEAPP' && method.startsWith(miniProgramApis);
}

/** What a query of the token lists as `auth_methods`. */
export function listMethods(grant: Parameters<typeof permits>[0]): string[] {
  return [...(grant.methods ?? catalogue().operations.keys())].filter((method) => permits(grant, method));
}
