import type { Command } from 'commander';
import { applicationOption, applicationPath } from '../hub/application-option.js';
import { type Authorization, printAuthorization } from '../hub/authorization-text.js';
import { onTarget, targetCommand } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { print, printJson } from '../process/print.js';

const texts = localized({
  en: {
    rotate: 'Rotate the token pair of a merchant now, or join a rotation already in progress.',
    reason: 'for the history',
    check: 'Ask Alipay whether the token of a merchant works, and find out what is wrong otherwise.',
    assign: 'Set the reference of an authorization.',
    authAppId: "the merchant application's id",
    reference: 'what you know the merchant by',
    dryRun: 'show what would be changed, and change nothing',
    wouldRotate: (authAppId: string, state: string, generation: number) =>
      `would rotate ${authAppId} (${state}, generation ${generation})`,
    wouldAssign: (authAppId: string, before: string | null, after: string) =>
      `would set the reference of ${authAppId} from ${before === null ? 'none' : `"${before}"`} to "${after}"`,
  },
  zh: {
    rotate: '立即刷新商户的令牌；若已在刷新，则等待其结果。',
    reason: '记入历史的原因',
    check: '向支付宝确认商户的令牌是否有效，并查明问题。',
    assign: '设置授权的标识。',
    authAppId: '商户应用的 APPID',
    reference: '你们用来识别商户的标识',
    dryRun: '只显示将做的改动，不执行',
    wouldRotate: (authAppId: string, state: string, generation: number) =>
      `将刷新 ${authAppId}（${state}，第 ${generation} 代）`,
    wouldAssign: (authAppId: string, before: string | null, after: string) =>
      `将把 ${authAppId} 的标识从${before === null ? '无' : `“${before}”`}改为“${after}”`,
  },
});

interface ChangeOptions {
  readonly app?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What a change does: the last part of its path, its body, and what it would do to an authorization. */
interface Change {
  readonly action: string;
  readonly body: object;
  readonly would?: (authorization: Authorization) => string;
}

function run(
  command: Command,
  authAppId: string,
  options: ChangeOptions,
  { action, body, would }: Change,
): Promise<void> {
  return onTarget(command, async (api) => {
    const { app, dryRun = false, json = false } = options;
    const path = `${await applicationPath(api, app)}/authorizations/${encodeURIComponent(authAppId)}`;
    if (dryRun && would !== undefined) return print(would(await api.get<Authorization>(path)));
    const changed = await api.post<Authorization>(`${path}/${action}`, body);
    if (json) printJson(changed);
    else await printAuthorization(changed);
  });
}

/** `lingpai rotate`. */
export function rotateCommand(): Command {
  const command = targetCommand('rotate', texts.rotate)
    .argument('<authAppId>', texts.authAppId)
    .addOption(applicationOption())
    .option('--reason <text>', texts.reason)
    .option('--dry-run', texts.dryRun);
  return command.action((authAppId: string, options: ChangeOptions & { readonly reason?: string }) => {
    const { reason } = options;
    const would = ({ state, generation }: Authorization) => texts.wouldRotate(authAppId, state, generation);
    return run(command, authAppId, options, { action: 'rotate', body: { reason }, would });
  });
}

/** `lingpai check`. */
export function checkCommand(): Command {
  const command = targetCommand('check', texts.check)
    .argument('<authAppId>', texts.authAppId)
    .addOption(applicationOption());
  return command.action((authAppId: string, options: ChangeOptions) =>
    run(command, authAppId, options, { action: 'check', body: {} }),
  );
}

/** `lingpai assign`. */
export function assignCommand(): Command {
  const command = targetCommand('assign', texts.assign)
    .argument('<authAppId>', texts.authAppId)
    .argument('<reference>', texts.reference)
    .addOption(applicationOption())
    .option('--dry-run', texts.dryRun);
  return command.action((authAppId: string, reference: string, options: ChangeOptions) => {
    const would = (before: Authorization) => texts.wouldAssign(authAppId, before.reference, reference);
    return run(command, authAppId, options, { action: 'assign', body: { reference }, would });
  });
}
