import type { StateSnapshot } from '@lingpai/sandbox';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import { shown } from '../process/print.js';

const texts = localized({
  en: {
    notAuthorized: (authAppId: string, appId: string) =>
      `--as: ${authAppId} has not authorized ${appId}; let it consent on the sandbox's pages`,
  },
  zh: {
    notAuthorized: (authAppId: string, appId: string) => `--as：${authAppId} 尚未授权给 ${appId}；请在沙箱的页面上授权`,
  },
});

/** The current `app_auth_token` with which an application acts for a merchant application. */
export function currentToken({ authorizations }: StateSnapshot, appId: string, authAppId: string): string {
  const found = authorizations.find((one) => one.appId === appId && one.authAppId === authAppId);
  const current = found?.pairs.find((pair) => pair.current);
  if (current !== undefined) return current.appAuthToken;
  throw new CommandProblem(texts.notAuthorized(shown(authAppId), appId));
}
