import type { StateSnapshot } from '@lingpai/sandbox';
import { CommandProblem } from '../process/command-problem.js';
import { shown } from '../process/print.js';

/** The current `app_auth_token` with which an application acts for a merchant application. */
export function currentToken({ authorizations }: StateSnapshot, appId: string, authAppId: string): string {
  const found = authorizations.find((one) => one.appId === appId && one.authAppId === authAppId);
  const current = found?.pairs.find((pair) => pair.current);
  if (current !== undefined) return current.appAuthToken;
  throw new CommandProblem(
    `--as: ${shown(authAppId)} has not authorized ${appId}; let it consent on the sandbox's pages`,
  );
}
