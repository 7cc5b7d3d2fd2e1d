import type { Command } from 'commander';
import { applicationOption, applicationPath } from '../hub/application-option.js';
import {
  type Authorization,
  authorizationCells,
  authorizationHead,
  type History,
  printAuthorization,
  printHistory,
} from '../hub/authorization-text.js';
import { readPages } from '../hub/read-pages.js';
import { onTarget, targetCommand } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { countBetween } from '../process/parse-count.js';
import { print, printJson } from '../process/print.js';
import { printTable } from '../process/print-table.js';

const texts = localized({
  en: {
    list: 'List authorizations.',
    state: 'only those in this state: active, attention, cancelled or deactivated',
    unassigned: 'only those without a reference',
    reference: 'only those of this reference',
    userId: "only those of this merchant's account at Alipay",
    dueWithin: 'only those whose refresh token expires within so many days, soonest first',
    lacking: 'only those whose grant lacks this method, such as alipay.trade.refund',
    limit: 'the most to list',
    show: 'Show what is known about an authorization; never a token.',
    history: 'also its token pairs, operations and audit chain',
    token: 'Print the current token of a merchant. The reason becomes part of the audit chain.',
    reason: 'why you read the token',
    redeem: 'Redeem an app_auth_code that arrived elsewhere. The same code again brings the same result.',
    code: 'the app_auth_code',
    codeState: 'the state that came with it',
    newReference: 'what you know the merchant by',
    authAppId: "the merchant application's id",
  },
  zh: {
    list: '列出授权。',
    state: '只列出该状态的授权：active、attention、cancelled 或 deactivated',
    unassigned: '只列出没有标识的授权',
    reference: '只列出该标识的授权',
    userId: '只列出该商户支付宝账号的授权',
    dueWithin: '只列出刷新令牌在若干天内过期的授权，最早过期的在前',
    lacking: '只列出缺少某接口权限的授权，如 alipay.trade.refund',
    limit: '最多列出多少条',
    show: '显示一个授权的已知信息；不含令牌。',
    history: '同时显示令牌对、操作和审计链',
    token: '输出商户当前的令牌。原因会记入审计链。',
    reason: '查看令牌的原因',
    redeem: '换取在别处收到的 app_auth_code。重复换取同一个 app_auth_code 得到同样的结果。',
    code: 'app_auth_code',
    codeState: '随它返回的 state',
    newReference: '你们用来识别商户的标识',
    authAppId: '商户应用的 APPID',
  },
});

interface ListOptions {
  readonly app?: string;
  readonly state?: string;
  readonly unassigned?: boolean;
  readonly reference?: string;
  readonly userId?: string;
  readonly dueWithin?: number;
  readonly lacking?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `lingpai list`: authorizations. */
export function listCommand(): Command {
  const command = targetCommand('list', texts.list)
    .addOption(applicationOption())
    .option('--state <state>', texts.state)
    .option('--unassigned', texts.unassigned)
    .option('--reference <text>', texts.reference)
    .option('--user-id <id>', texts.userId)
    .option('--due-within <days>', texts.dueWithin, countBetween(0, 3_650))
    .option('--lacking <method>', texts.lacking)
    .option('--limit <number>', texts.limit, countBetween(1, 1_000_000), 50);
  return command.action(({ app, dueWithin, limit, json, ...filters }: ListOptions) =>
    onTarget(command, async (api) => {
      const { state, unassigned, reference, userId, lacking } = filters;
      const deadlineBefore = dueWithin === undefined ? undefined : Date.now() + dueWithin * 86_400_000;
      const query = { state, reference, userId, lacking, deadlineBefore, unassigned: unassigned ? 'true' : undefined };
      const path = `${await applicationPath(api, app)}/authorizations`;
      const found = await readPages<Authorization>(api, path, { member: 'authorizations', limit, query });
      if (json) printJson(found);
      else await printTable(authorizationHead, found.map(authorizationCells));
    }),
  );
}

interface OneOptions {
  readonly app?: string;
  readonly json?: boolean;
}

/** `lingpai show`: one authorization. */
export function showCommand(): Command {
  const command = targetCommand('show', texts.show)
    .argument('<authAppId>', texts.authAppId)
    .addOption(applicationOption())
    .option('--history', texts.history);
  return command.action((authAppId: string, { app, json, history = false }: OneOptions & { history?: boolean }) =>
    onTarget(command, async (api) => {
      const path = `${await applicationPath(api, app)}/authorizations/${encodeURIComponent(authAppId)}`;
      const authorization = await api.get<Authorization>(path);
      const past = history ? await api.get<History>(`${path}/history`) : undefined;
      if (json) return printJson(past === undefined ? authorization : { ...authorization, history: past });
      await printAuthorization(authorization);
      if (past !== undefined) await printHistory(past);
    }),
  );
}

/** `lingpai token`: reveals a token. */
export function tokenCommand(): Command {
  const command = targetCommand('token', texts.token)
    .argument('<authAppId>', texts.authAppId)
    .requiredOption('--reason <text>', texts.reason)
    .addOption(applicationOption());
  return command.action((authAppId: string, { app, json, reason }: OneOptions & { reason: string }) =>
    onTarget(command, async (api) => {
      const path = `${await applicationPath(api, app)}/authorizations/${encodeURIComponent(authAppId)}/token`;
      const response = await api.get<{ token: string }>(path, { reason });
      if (json) printJson(response);
      else print(response.token);
    }),
  );
}

/** `lingpai redeem`: redeems a code. */
export function redeemCommand(): Command {
  const command = targetCommand('redeem', texts.redeem)
    .argument('<code>', texts.code)
    .addOption(applicationOption())
    .option('--state <text>', texts.codeState)
    .option('--reference <text>', texts.newReference);
  return command.action((code: string, options: OneOptions & { state?: string; reference?: string }) =>
    onTarget(command, async (api) => {
      const { app, json, state, reference } = options;
      const path = `${await applicationPath(api, app)}/redeem`;
      const { authorizations } = await api.post<{ authorizations: Authorization[] }>(path, { code, state, reference });
      if (json) printJson(authorizations);
      else await printTable(authorizationHead, authorizations.map(authorizationCells));
    }),
  );
}
