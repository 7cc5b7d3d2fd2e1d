import { Command } from 'commander';
import { CommandProblem, exitCodes, reportProblems } from '../process/command-problem.js';
import { print, shown } from '../process/print.js';
import { untilStopped } from '../process/until-stopped.js';
import { verdictText } from '../process/verdict.js';
import type { ForwardedNotification } from '../sandbox/forwarder.js';
import type { SandboxControl } from '../sandbox/sandbox-control.js';
import { parseAddress, sandboxOption } from '../sandbox/sandbox-option.js';

interface ListenOptions {
  readonly forwardTo: string;
  readonly sandbox: string;
  readonly app?: string;
  readonly json?: boolean;
}

const help = `
The command makes itself the address of the sandbox's applications, and gives them their former addresses when it ends. The
notification of a trade goes to the notify_url of the call: use the address that the command prints.

Exit codes: 0 stopped by Ctrl-C or SIGTERM; 1 wrong usage; 3 no sandbox.`;

/** `lingpai listen`: shows a sandbox's notifications live, and passes them on. */
export function listenCommand(): Command {
  return new Command('listen')
    .description("Show a running sandbox's notifications live, and pass them on to an address.")
    .requiredOption('--forward-to <url>', 'address that receives them, unchanged', parseAddress)
    .addOption(sandboxOption())
    .option('--app <appId>', 'only the notifications of this application; by default of all')
    .option('--json', 'print one line of JSON for each delivery')
    .addHelpText('after', help)
    .action((options: ListenOptions) => reportProblems(() => listen(options)));
}

async function listen({ forwardTo, sandbox, app, json = false }: ListenOptions): Promise<void> {
  const [{ SandboxControl }, { startForwarder }] = await Promise.all([
    import('../sandbox/sandbox-control.js'),
    import('../sandbox/forwarder.js'),
  ]);
  const control = new SandboxControl(sandbox);
  const former = await formerAddresses(control, app);
  await using forwarder = await startForwarder({
    to: forwardTo,
    onForwarded: (one) => print(json ? JSON.stringify({ event: 'forwarded', ...one }) : line(one)),
  });
  const stopped = untilStopped();
  for (const { appId } of former) await control.setNotifyUrl(appId, forwarder.url);
  const { url } = forwarder;
  print(
    json ? JSON.stringify({ event: 'ready', url, forwardTo }) : `Listening on ${url} and forwarding to ${forwardTo}`,
  );
  await stopped;
  await restore(control, former, url);
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

function line(one: ForwardedNotification): string {
  const time = new Date(one.at).toTimeString().slice(0, 8);
  return `${time}  ${shown(one.kind)}  app ${shown(one.appId)}  ${shown(one.notifyId)}  ${verdictText(one)}  ${one.latency} ms`;
}
