import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { printJson, shown } from '../process/print.js';
import { sandboxOption } from '../sandbox/sandbox-option.js';

interface CallOptions {
  readonly sandbox: string;
  readonly app?: string;
  readonly as?: string;
  readonly check: boolean;
  readonly showTokens?: boolean;
}

const help = `
Examples:
  lingpai call alipay.trade.query '{"out_trade_no":"order_1"}'
  lingpai call alipay.trade.refund @refund.json --as 2021900000000112
  echo '{"out_trade_no":"order_1"}' | lingpai call alipay.trade.close -

Exit codes: 0 Alipay did it; 1 wrong usage or parameters; 2 Alipay refused, and its error is printed; 3 no response that
can be trusted.`;

/** `lingpai call`: calls an operation in a sandbox and prints its response. */
export function callCommand(): Command {
  return new Command('call')
    .description('Call an operation in a running sandbox and print the response as JSON.')
    .argument('<operation>', 'such as alipay.trade.query; "lingpai apis" finds it')
    .argument('[parameters]', 'JSON, @file, or - for standard input', '{}')
    .addOption(sandboxOption())
    .option('--as <authAppId>', 'on behalf of the merchant application that authorized this one')
    .option('--app <appId>', 'the application that calls; by default the first in key mode')
    .option('--no-check', 'send the parameters without checking them against the catalogue')
    .option('--show-tokens', 'print tokens in full')
    .addHelpText('after', help)
    .action((operation: string, parameters: string, options: CallOptions) =>
      reportProblems(() => call(operation, parameters, options)),
    );
}

async function call(id: string, given: string, options: CallOptions): Promise<void> {
  const { catalogue, operation } = await catalogued(id);
  const parameters = readParameters(await parametersText(given));
  if (options.check) {
    const { parameterProblems } = await import('../catalogue/check-parameters.js');
    const problems = parameterProblems(catalogue, operation, parameters);
    if (problems.length > 0) throw new CommandProblem(`the parameters are wrong:\n  ${problems.join('\n  ')}`);
  }
  const { SandboxControl } = await import('../sandbox/sandbox-control.js');
  const control = new SandboxControl(options.sandbox);
  const [app, state] = await Promise.all([control.application(options.app), control.state()]);
  const [{ clientOf }, { currentToken }, { operationCall }, { outcomeOf }, { maskTokens }] = await Promise.all([
    import('../sandbox/client-of.js'),
    import('../sandbox/current-token.js'),
    import('../catalogue/operation-call.js'),
    import('../process/call-outcome.js'),
    import('../process/mask-tokens.js'),
  ]);
  const behalf = options.as === undefined ? {} : { appAuthToken: currentToken(state, app.appId, options.as) };
  const client = clientOf(app, { endpoint: control.endpoint, ahead: state.now - Date.now() });
  const { printed, exitCode } = await outcomeOf(client.call<unknown>(operationCall(id, operation), parameters, behalf));
  printJson(options.showTokens ? printed : maskTokens(printed));
  process.exitCode = exitCode;
}

async function catalogued(id: string) {
  const { findOperation, readCommandCatalogue } = await import('../catalogue/command-catalogue.js');
  const catalogue = readCommandCatalogue();
  const operation = findOperation(catalogue, id);
  if (operation !== undefined) return { catalogue, operation };
  const { searchOperations } = await import('../catalogue/search-operations.js');
  const near = searchOperations(catalogue, [id.split('.').at(-1) ?? id]).slice(0, 3);
  const hint = near.length === 0 ? '' : `; did you mean ${near.map((one) => one.id).join(', ')}?`;
  throw new CommandProblem(`there is no operation ${shown(id)}${hint}`);
}

async function parametersText(given: string): Promise<string> {
  if (given === '-') return text(process.stdin);
  if (!given.startsWith('@')) return given;
  try {
    return readFileSync(given.slice(1), 'utf8');
  } catch {
    throw new CommandProblem(`cannot read ${shown(given.slice(1))}`);
  }
}

function readParameters(json: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    throw new CommandProblem('parameters: expected JSON');
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw new CommandProblem('parameters: expected a JSON object');
}
