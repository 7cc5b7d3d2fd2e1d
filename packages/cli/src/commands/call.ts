import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { addTargetOptions, chosenTarget, openTarget } from '../hub/target.js';
import { localized } from '../language/localized.js';
import type { CallOutcome } from '../process/call-outcome.js';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { print, printJson, shown } from '../process/print.js';
import { sandboxOption } from '../sandbox/sandbox-option.js';

const texts = localized({
  en: {
    description:
      'Call an operation for a merchant through a hub, or in a running sandbox, and print the response as JSON.',
    operation: 'such as alipay.trade.query; "lingpai apis" finds it',
    parameters: 'JSON, @file, or - for standard input',
    as: 'on behalf of the merchant application that authorized the calling one; a hub needs it',
    app: 'the application that calls; by default the only one of the hub, or the first in key mode of the sandbox',
    noCheck: 'send the parameters without checking them against the catalogue',
    showTokens: 'print tokens in full',
    dryRun: 'check the parameters, show where the call would go, and send nothing',
    needsAs: 'a hub calls for merchants: name one with --as <authAppId>',
    unreadable: (file: string) => `cannot read ${file}`,
    noJson: 'parameters: expected JSON',
    noObject: 'parameters: expected a JSON object',
    would: (id: string, where: string, merchant: string) => `would call ${id}${merchant} ${where}`,
    merchant: (authAppId: string) => ` for ${authAppId}`,
    where: { hub: 'through the hub', database: 'directly, with the keys in the database', sandbox: 'in the sandbox' },
    help: `
Without --hub (or LINGPAI_URL), --config (or LINGPAI_CONFIG) and --sandbox, the call goes to the sandbox at its usual address.
Through a hub, and with --config, it reaches Alipay.

Examples:
  lingpai call alipay.trade.query '{"out_trade_no":"order_1"}'
  lingpai call alipay.trade.refund @refund.json --as 2021900000000112 --hub https://pay.example.com
  echo '{"out_trade_no":"order_1"}' | lingpai call alipay.trade.close -

Exit codes: 0 Alipay did it; 1 wrong usage or parameters; 2 Alipay or the hub refused; 3 no response that can be trusted.`,
  },
  zh: {
    description: '通过令牌中心代商户调用接口，或在本地支付宝中调用，并以 JSON 输出响应。',
    operation: '如 alipay.trade.query；可用 “lingpai apis” 查找',
    parameters: 'JSON、@文件，或用 - 从标准输入读取',
    as: '代授权给该应用的商户应用调用；通过令牌中心时必须指定',
    app: '发起调用的应用；默认为令牌中心唯一的应用，或本地支付宝中第一个公钥模式的应用',
    noCheck: '不按目录检查参数，直接发送',
    showTokens: '完整显示令牌',
    dryRun: '只检查参数并显示将调用哪里，不发送',
    needsAs: '令牌中心代商户调用：请用 --as <authAppId> 指定商户应用',
    unreadable: (file: string) => `无法读取 ${file}`,
    noJson: 'parameters：应为 JSON',
    noObject: 'parameters：应为 JSON 对象',
    would: (id: string, where: string, merchant: string) => `将${where}${merchant}调用 ${id}`,
    merchant: (authAppId: string) => `代 ${authAppId} `,
    where: { hub: '通过令牌中心', database: '用数据库中的密钥直接', sandbox: '在本地支付宝中' },
    help: `
未指定 --hub（或 LINGPAI_URL）、--config（或 LINGPAI_CONFIG）、--sandbox 时，调用默认地址的本地支付宝。
通过令牌中心或 --config 的调用会到达支付宝。

示例：
  lingpai call alipay.trade.query '{"out_trade_no":"order_1"}'
  lingpai call alipay.trade.refund @refund.json --as 2021900000000112 --hub https://pay.example.com
  echo '{"out_trade_no":"order_1"}' | lingpai call alipay.trade.close -

退出码：0 支付宝已执行；1 用法或参数错误；2 支付宝或令牌中心拒绝；3 没有可信的响应。`,
  },
});

interface CallOptions {
  readonly sandbox: string;
  readonly app?: string;
  readonly as?: string;
  readonly check: boolean;
  readonly showTokens?: boolean;
  readonly dryRun?: boolean;
}

/** `lingpai call`: calls an operation and prints its response. */
export function callCommand(): Command {
  const command = new Command('call')
    .description(texts.description)
    .argument('<operation>', texts.operation)
    .argument('[parameters]', texts.parameters, '{}')
    .option('--as <authAppId>', texts.as)
    .option('--app <appId>', texts.app);
  return addTargetOptions(command)
    .addOption(sandboxOption())
    .option('--no-check', texts.noCheck)
    .option('--show-tokens', texts.showTokens)
    .option('--dry-run', texts.dryRun)
    .addHelpText('after', texts.help)
    .action((operation: string, parameters: string) => reportProblems(() => call(command, operation, parameters)));
}

async function call(command: Command, id: string, given: string): Promise<void> {
  const [{ readCommandCatalogue }, { requireOperation }, { checkParameters }] = await Promise.all([
    import('../catalogue/command-catalogue.js'),
    import('../catalogue/require-operation.js'),
    import('../catalogue/check-parameters.js'),
  ]);
  const { check, dryRun, ...options } = command.opts<CallOptions>();
  const target = chosenTarget(command) ?? 'sandbox';
  if (target !== 'sandbox' && options.as === undefined) throw new CommandProblem(texts.needsAs);
  const catalogue = readCommandCatalogue();
  const operation = requireOperation(catalogue, id);
  const parameters = readParameters(await parametersText(given));
  if (check) checkParameters(catalogue, operation, parameters);
  if (dryRun) {
    const merchant = options.as === undefined ? '' : texts.merchant(shown(options.as));
    return print(texts.would(id, texts.where[target], merchant));
  }
  const { app, as: onBehalfOf, showTokens } = options;
  const made = { id, operation, parameters, app, onBehalfOf, showTokens };
  const { printed, exitCode } =
    target === 'sandbox' ? await inSandbox(options.sandbox, made) : await throughHub(command, made);
  printJson(printed);
  process.exitCode = exitCode;
}

type Made = Parameters<typeof import('../sandbox/call-operation.js').callOperation>[1];

async function inSandbox(endpoint: string, made: Made): Promise<CallOutcome> {
  const [{ SandboxControl }, { callOperation }] = await Promise.all([
    import('../sandbox/sandbox-control.js'),
    import('../sandbox/call-operation.js'),
  ]);
  return callOperation(new SandboxControl(endpoint), made);
}

async function throughHub(command: Command, made: Made): Promise<CallOutcome> {
  const { callThroughHub } = await import('../hub/call-through-hub.js');
  await using target = await openTarget(command);
  // Awaited here, because the target is closed at the end.
  return await callThroughHub(target.api, { ...made, onBehalfOf: made.onBehalfOf ?? '' });
}

async function parametersText(given: string): Promise<string> {
  if (given === '-') return text(process.stdin);
  if (!given.startsWith('@')) return given;
  try {
    return readFileSync(given.slice(1), 'utf8');
  } catch {
    throw new CommandProblem(texts.unreadable(shown(given.slice(1))));
  }
}

function readParameters(json: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    throw new CommandProblem(texts.noJson);
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw new CommandProblem(texts.noObject);
}
