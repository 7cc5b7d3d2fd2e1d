import { Command } from 'commander';
import { exitCodes, reportProblems } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';
import { verdictText } from '../process/verdict.js';
import { parseAddress, sandboxOption } from '../sandbox/sandbox-option.js';

interface TriggerCommandOptions {
  readonly to: string;
  readonly sandbox: string;
  readonly app?: string;
  readonly as?: string;
  readonly json?: boolean;
}

const help = `
Notifications:
  open_app_auth_notify                a merchant consents
  alipay.open.auth.appauth.cancelled  a merchant cancels
  servicemarket_order_notify          a merchant orders the service
  trade_status_sync                   a buyer pays

What the notification tells happens in the sandbox. The application's own address receives the notification as well.

Exit codes: 0 the address responded success; 1 wrong usage; 2 it responded something else; 3 no response.`;

/** `lingpai trigger`: posts one signed notification to an address. */
export function triggerCommand(): Command {
  return new Command('trigger')
    .description("Post a notification, signed with a running sandbox's key, to an address.")
    .argument('<notification>', 'its type')
    .requiredOption('--to <url>', 'address that receives it', parseAddress)
    .addOption(sandboxOption())
    .option('--app <appId>', 'the application that is notified; by default the first in key mode')
    .option('--as <authAppId>', "the merchant application that acts; by default one of the sandbox's own")
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((kind: string, options: TriggerCommandOptions) => reportProblems(() => trigger(kind, options)));
}

async function trigger(kind: string, { to, sandbox, app: appId, as: authAppId, json = false }: TriggerCommandOptions) {
  const [{ SandboxControl }, { triggerNotification }] = await Promise.all([
    import('../sandbox/sandbox-control.js'),
    import('../sandbox/trigger-notification.js'),
  ]);
  const control = new SandboxControl(sandbox);
  const app = await control.application(appId);
  const { notification, attempt } = await triggerNotification(kind, { control, app, to, authAppId });
  const { status, response, error, success } = attempt;
  const { notifyId } = notification;
  if (json) printJson({ notifyId, kind, appId: app.appId, url: to, status, response, error, success });
  else print(`${kind}  ${notifyId}  ${verdictText(attempt)}`);
  if (!success) process.exitCode = status === null ? exitCodes.noResponse : exitCodes.refused;
}
