import { Option } from 'commander';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import type { HubApi } from './hub-api.js';

const texts = localized({
  en: {
    app: 'the application; needed when the hub has several',
    none: 'the hub has no application yet; add one: lingpai apps add',
    several: (appIds: string) => `--app: the hub has several applications, name one: ${appIds}`,
  },
  zh: {
    app: '应用；令牌中心有多个应用时必须指定',
    none: '令牌中心还没有应用，请先添加：lingpai apps add',
    several: (appIds: string) => `--app：令牌中心有多个应用，请指定一个：${appIds}`,
  },
});

/** `--app <appId>`. */
export const applicationOption = (): Option => new Option('--app <appId>', texts.app);

/** The path of the application that was asked for, or of the only one. @throws CommandProblem */
export async function applicationPath(api: HubApi, appId: string | undefined): Promise<string> {
  if (appId !== undefined) return `/v1/apps/${encodeURIComponent(appId)}`;
  const { applications } = await api.get<{ applications: readonly { appId: string; state: string }[] }>('/v1/apps');
  const enabled = applications.filter(({ state }) => state === 'enabled').map((one) => one.appId);
  const [only] = enabled;
  if (only === undefined) throw new CommandProblem(texts.none);
  if (enabled.length > 1) throw new CommandProblem(texts.several(enabled.join(', ')));
  return `/v1/apps/${only}`;
}
