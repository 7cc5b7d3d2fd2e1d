import { describeOperation, operationParts } from '../catalogue/describe-operation.js';
import { requireOperation } from '../catalogue/require-operation.js';
import type { McpContext } from './mcp-context.js';
import { type McpServer, z } from './protocol.js';
import { reportToolProblems, toolResult } from './tool-result.js';

const inputSchema = z.strictObject({
  operation: z.string().min(1).max(200).describe('The operation ID, such as "alipay.trade.refund".'),
  parts: z
    .array(z.enum(operationParts))
    .min(1)
    .default([...operationParts])
    .describe('What to describe besides the summary. Default everything; a payment operation is then some 45 KB.'),
});

/** `describe_api`: the reference of one operation. */
export function describeApiTool(server: McpServer, { catalogue }: McpContext): void {
  const description =
    'Shows the reference of one operation: HTTP method and path, every field of the request and the response with its ' +
    'requirement, unit, format, known values and an example, and the error codes with advice.';
  server.registerTool(
    'describe_api',
    { description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } },
    ({ operation: id, parts }) =>
      reportToolProblems(async () =>
        toolResult(describeOperation(catalogue, id, requireOperation(catalogue, id), parts)),
      ),
  );
}
