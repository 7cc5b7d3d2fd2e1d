import { Command } from 'commander';
import { worksOnly } from '../hub/works-only.js';
import { localized } from '../language/localized.js';
import { CommandProblem, exitCodes, reportProblems } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';
import { verdictText } from '../process/verdict.js';
import { parseAddress, sandboxOption } from '../sandbox/sandbox-option.js';

interface TriggerCommandOptions {
  readonly to: string;
  readonly sandbox: string;
  readonly app?: string;
  readonly as?: string;
  readonly content?: string;
  readonly json?: boolean;
}

const texts = localized({
  en: {
    description: "Post a notification, signed with a running sandbox's key, to an address.",
    notification: 'its type',
    to: 'address that receives it',
    app: 'the application that is notified; by default the first in key mode',
    as: "the merchant application that acts; by default one of the sandbox's own",
    content: 'the biz_content of another message, as JSON',
    json: 'print JSON',
    noObject: '--content: expected a JSON object',
    help: `
Notifications:
  open_app_auth_notify                a merchant consents
  alipay.open.auth.appauth.cancelled  a merchant cancels
  servicemarket_order_notify          a merchant orders the service
  trade_status_sync                   a buyer pays
  <msg_method> with --content         any other message of the message service

What the notification tells happens in the sandbox. The application's own address receives the notification as well.

Exit codes: 0 the address responded success; 1 wrong usage; 2 it responded something else; 3 no response.`,
  },
  zh: {
    description: '向指定地址投递一条通知，用运行中的沙箱的密钥签名。',
    notification: '通知类型',
    to: '接收通知的地址',
    app: '被通知的应用；默认为第一个公钥模式的应用',
    as: '发起操作的商户应用；默认为沙箱自带的商户应用',
    content: '其他消息的 biz_content，JSON',
    json: '输出 JSON',
    noObject: '--content：应为 JSON 对象',
    help: `
通知：
  open_app_auth_notify                商户授权
  alipay.open.auth.appauth.cancelled  商户取消授权
  servicemarket_order_notify          商户订购服务
  trade_status_sync                   买家付款
  <msg_method> 加 --content           消息服务的其他任何消息

通知所说的事会在沙箱中发生，应用自己的地址也会收到通知。

退出码：0 地址响应了 success；1 用法错误；2 响应了其他内容；3 没有响应。`,
  },
});

/** `lingpai trigger`: posts one signed notification to an address. */
export function triggerCommand(): Command {
  return worksOnly(new Command('trigger'), 'sandbox')
    .description(texts.description)
    .argument('<notification>', texts.notification)
    .requiredOption('--to <url>', texts.to, parseAddress)
    .addOption(sandboxOption())
    .option('--app <appId>', texts.app)
    .option('--as <authAppId>', texts.as)
    .option('--content <json>', texts.content)
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action((kind: string, options: TriggerCommandOptions) => reportProblems(() => trigger(kind, options)));
}

async function trigger(kind: string, options: TriggerCommandOptions): Promise<void> {
  const { to, sandbox, app: appId, as: authAppId, json = false } = options;
  const content = options.content === undefined ? undefined : readContent(options.content);
  const [{ SandboxControl }, { triggerNotification }] = await Promise.all([
    import('../sandbox/sandbox-control.js'),
    import('../sandbox/trigger-notification.js'),
  ]);
  const control = new SandboxControl(sandbox);
  const app = await control.application(appId);
  const { notification, attempt } = await triggerNotification(kind, { control, app, to, authAppId, content });
  const { status, response, error, success } = attempt;
  const { notifyId } = notification;
  if (json) printJson({ notifyId, kind, appId: app.appId, url: to, status, response, error, success });
  else print(`${kind}  ${notifyId}  ${verdictText(attempt)}`);
  if (!success) process.exitCode = status === null ? exitCodes.noResponse : exitCodes.refused;
}

function readContent(json: string): object {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Reported below.
  }
  throw new CommandProblem(texts.noObject);
}
