import { Command } from 'commander';
import { worksOnly } from '../hub/works-only.js';
import { localized } from '../language/localized.js';
import { CommandProblem, exitCodes, reportProblems } from '../process/command-problem.js';
import { print, shown } from '../process/print.js';
import { untilStopped } from '../process/until-stopped.js';
import { type Verdict, verdictText } from '../process/verdict.js';
import type { SandboxControl } from '../sandbox/sandbox-control.js';
import { parseAddress, sandboxOption } from '../sandbox/sandbox-option.js';

interface ListenOptions {
  readonly forwardTo: string;
  readonly sandbox: string;
  readonly app?: string;
  readonly json?: boolean;
}

const texts = localized({
  en: {
    description: "Show a running sandbox's notifications live, and pass them on to an address.",
    forwardTo: 'address that receives them, unchanged',
    app: 'only the notifications of this application; by default of all',
    json: 'print one line of JSON for each delivery',
    listening: (url: string, to: string) => `Listening on ${url} and forwarding to ${to}`,
    delivered: (to: string) => `delivered to ${to}`,
    help: `
The command makes itself the address of the sandbox's applications, and gives them their former addresses when it ends. The
notification of a trade goes to the notify_url of the call: the command shows it, and passes it on when the call names the
address that the command prints.

Exit codes: 0 stopped by Ctrl-C or SIGTERM; 1 wrong usage; 3 there is no sandbox, or it has ended.`,
  },
  zh: {
    description: '实时显示运行中的沙箱的通知，并转发到指定地址。',
    forwardTo: '接收通知的地址，内容不变',
    app: '只显示该应用的通知；默认为所有应用',
    json: '每次投递输出一行 JSON',
    listening: (url: string, to: string) => `正在监听 ${url}，并转发到 ${to}`,
    delivered: (to: string) => `已投递到 ${to}`,
    help: `
该命令把自己设为沙箱中应用的通知地址，结束时恢复原来的地址。交易通知发往调用中的 notify_url：该命令会显示它；调用使用该命令输出的地址时，也会转发。

退出码：0 由 Ctrl-C 或 SIGTERM 停止；1 用法错误；3 没有沙箱，或沙箱已结束。`,
  },
});

/** `lingpai listen`: shows a sandbox's notifications live, and passes them on. */
export function listenCommand(): Command {
  return worksOnly(new Command('listen'), 'sandbox')
    .description(texts.description)
    .requiredOption('--forward-to <url>', texts.forwardTo, parseAddress)
    .addOption(sandboxOption())
    .option('--app <appId>', texts.app)
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action((options: ListenOptions) => reportProblems(() => listen(options)));
}

async function listen({ forwardTo, sandbox, app, json = false }: ListenOptions): Promise<void> {
  const [{ SandboxControl }, { startForwarder }, { watchDeliveries }] = await Promise.all([
    import('../sandbox/sandbox-control.js'),
    import('../sandbox/forwarder.js'),
    import('../sandbox/watch-deliveries.js'),
  ]);
  const control = new SandboxControl(sandbox);
  const former = await formerAddresses(control, app);
  const show = (event: string, one: ShownDelivery) => print(json ? JSON.stringify({ event, ...one }) : line(one));
  await using forwarder = await startForwarder({ to: forwardTo, onForwarded: (one) => show('forwarded', one) });
  const { url } = forwarder;
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => stopping.abort());
  for (const { appId } of former) await control.setNotifyUrl(appId, url);
  print(json ? JSON.stringify({ event: 'ready', url, forwardTo }) : texts.listening(url, forwardTo));
  const watching = watchDeliveries(control, {
    except: url,
    signal: stopping.signal,
    onDelivery: ({ kind, notifyId, appId }, { url: to, ...attempt }) => {
      if (!former.some((one) => one.appId === appId)) return;
      show('delivered', { ...attempt, at: Date.now(), kind, notifyId, appId, to: withoutQuery(to ?? '') });
    },
  });
  try {
    await Promise.race([stopped, watching]);
  } finally {
    await restore(control, former, url);
  }
}

/** A delivery that was passed on, or that went to another address. */
interface ShownDelivery extends Verdict {
  readonly at: number;
  readonly kind: string;
  readonly notifyId: string;
  readonly appId: string;
  /** Where it went, if it was not passed on. */
  readonly to?: string;
  /** Milliseconds; `null` when nothing was sent. */
  readonly latency: number | null;
}

function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

interface FormerAddress {
  readonly appId: string;
  readonly notifyUrl: string | null;
}

async function formerAddresses(control: SandboxControl, appId: string | undefined): Promise<readonly FormerAddress[]> {
  const [{ applications }, only] = await Promise.all([
    control.state(),
    appId === undefined ? undefined : control.application(appId),
  ]);
  return applications.filter((one) => only === undefined || one.appId === only.appId);
}

/** An address that was changed meanwhile stays. A sandbox that has ended has nothing to restore. */
async function restore(control: SandboxControl, former: readonly FormerAddress[], url: string): Promise<void> {
  try {
    const { applications } = await control.state();
    const ours = new Set(applications.filter(({ notifyUrl }) => notifyUrl === url).map(({ appId }) => appId));
    for (const { appId, notifyUrl } of former) if (ours.has(appId)) await control.setNotifyUrl(appId, notifyUrl);
  } catch (error) {
    if (!(error instanceof CommandProblem) || error.exitCode !== exitCodes.noResponse) throw error;
  }
}

function line({ at, kind, appId, notifyId, to, latency, ...verdict }: ShownDelivery): string {
  const time = new Date(at).toTimeString().slice(0, 8);
  const end = [latency === null ? undefined : `${latency} ms`, to && texts.delivered(to)].filter(Boolean).join('  ');
  return `${time}  ${shown(kind)}  app ${shown(appId)}  ${shown(notifyId)}  ${verdictText(verdict)}  ${end}`;
}
