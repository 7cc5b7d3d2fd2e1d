import { checkParameters } from '../catalogue/check-parameters.js';
import { requireOperation } from '../catalogue/require-operation.js';
import { exitCodes } from '../process/command-problem.js';
import { callOperation } from '../sandbox/call-operation.js';
import { decodeFiles } from './decode-files.js';
import type { McpContext } from './mcp-context.js';
import { type McpServer, z } from './protocol.js';
import { reportToolProblems, toolResult } from './tool-result.js';

const inputSchema = z.strictObject({
  operation: z.string().min(1).max(200).describe('The operation ID, such as "alipay.trade.precreate".'),
  parameters: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      'Parameters of the path, the query and the body in one object, under the names that describe_api shows. A file is ' +
        '{"base64": "…", "filename": "photo.jpg"}.',
    ),
  onBehalfOf: z
    .string()
    .max(64)
    .optional()
    .describe(
      'ID of the merchant application (authAppId) to call for. It must have authorized the calling application in the sandbox.',
    ),
  appId: z
    .string()
    .max(64)
    .optional()
    .describe('ID of the calling application. Default: the first application of the sandbox in key mode.'),
});

/** `call_sandbox`: calls an operation in the running sandbox. */
export function callSandboxTool(server: McpServer, { catalogue, control }: McpContext): void {
  const description =
    'Calls an operation in a running local Alipay (start it with "lingpai sandbox"), never at Alipay itself. Checks the ' +
    'names and types of the parameters first and reports every wrong field. Returns the response with tokens masked; an ' +
    "error of the sandbox is Alipay's error for that mistake.";
  server.registerTool(
    'call_sandbox',
    { description, inputSchema, annotations: { destructiveHint: false, openWorldHint: false } },
    ({ operation: id, parameters, onBehalfOf, appId }) =>
      reportToolProblems(async () => {
        const operation = requireOperation(catalogue, id);
        const { sent, checked } = decodeFiles(operation, parameters);
        checkParameters(catalogue, operation, checked);
        const call = { id, operation, parameters: sent, app: appId, onBehalfOf };
        const { printed, exitCode } = await callOperation(control, call);
        return toolResult(printed, exitCode === exitCodes.refused);
      }),
  );
}
