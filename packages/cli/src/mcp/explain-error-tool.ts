import { explainSignature } from '@lingpai/alipay';
import type { CommandCatalogue } from '../catalogue/command-catalogue.js';
import { requireOperation } from '../catalogue/require-operation.js';
import { CommandProblem } from '../process/command-problem.js';
import { shown } from '../process/print.js';
import type { McpContext } from './mcp-context.js';
import { type McpServer, z } from './protocol.js';
import { reportToolProblems, toolResult } from './tool-result.js';

const inputSchema = z.strictObject({
  code: z.string().min(1).max(200).describe('The error code, such as "ACQ.TRADE_NOT_EXIST" or "invalid-signature".'),
  operation: z.string().max(200).optional().describe('ID of the operation that returned it.'),
  signed: z
    .string()
    .max(65_536)
    .optional()
    .describe('For "invalid-signature": the text that the client signed. Compared line by line with "expected".'),
  expected: z
    .string()
    .max(65_536)
    .optional()
    .describe(
      'For "invalid-signature": the text that the gateway verified. Its message holds it after "验签字符串为：".',
    ),
});

/** Operations that are listed for a code. */
const listedOperations = 20;

/** `explain_error`: what to do about an error code. */
export function explainErrorTool(server: McpServer, { catalogue }: McpContext): void {
  const description =
    'Explains an error code of Alipay: what to do about it, in English and Chinese, and which operations return it. For ' +
    '"invalid-signature", also shows where the signed text differs from the one that the gateway expected; tokens, codes ' +
    'and keys in it are masked.';
  server.registerTool(
    'explain_error',
    { description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } },
    ({ code, operation, signed, expected }) =>
      reportToolProblems(async () => {
        if ((signed === undefined) !== (expected === undefined)) {
          throw new CommandProblem('signed, expected: give both texts or neither');
        }
        const explanation = { ...explainCode(catalogue, code, operation), ...explainTexts(signed, expected) };
        return toolResult(explanation);
      }),
  );
}

function explainCode(catalogue: CommandCatalogue, code: string, operation: string | undefined) {
  const { advice, commonCodes, operations } = catalogue;
  const found = adviceFor(advice, code);
  const returning = Object.entries(operations).filter(([, { codes }]) => codes.includes(code));
  const isCommon = commonCodes.includes(code);
  if (found === undefined && returning.length === 0 && !isCommon) {
    throw new CommandProblem(`no operation of the catalogue has the error code ${shown(code)}`);
  }
  const ofOperation =
    operation === undefined
      ? {}
      : { listedByOperation: isCommon || requireOperation(catalogue, operation).codes.includes(code) };
  return {
    code,
    advice: found ?? null,
    ...(isCommon ? { returnedBy: 'every operation' } : returnedBy(returning.map(([id]) => id))),
    ...ofOperation,
  };
}

function adviceFor(advice: CommandCatalogue['advice'], code: string) {
  const name = [code, code.replace(/^ACQ\./, '')].find((one) => Object.hasOwn(advice, one));
  return name === undefined ? undefined : advice[name];
}

function returnedBy(ids: readonly string[]) {
  if (ids.length === 0) return {};
  return { returnedBy: ids.slice(0, listedOperations), operations: ids.length };
}

function explainTexts(signed: string | undefined, expected: string | undefined) {
  if (signed === undefined || expected === undefined) return {};
  const explanation = explainSignature({ ours: signed, gateway: expected });
  if (explanation === undefined) return {};
  return { signature: { same: explanation.same, explanation: String(explanation) } };
}
