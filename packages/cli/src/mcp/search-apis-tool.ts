import { searchOperations } from '../catalogue/search-operations.js';
import { CommandProblem } from '../process/command-problem.js';
import { shown } from '../process/print.js';
import type { McpContext } from './mcp-context.js';
import { type McpServer, z } from './protocol.js';
import { reportToolProblems, toolResult } from './tool-result.js';

const inputSchema = z.strictObject({
  query: z
    .string()
    .min(1)
    .max(200)
    .describe(
      'Words that must all match, separated by spaces: parts of an operation ID, of its summary (English or Chinese) or ' +
        'of a field. Examples: "trade refund", "退款", "out_request_no".',
    ),
  limit: z.int().min(1).max(100).default(20).describe('The most operations to list. Default 20.'),
});

/** `search_apis`: finds operations in the catalogue. */
export function searchApisTool(server: McpServer, { catalogue }: McpContext): void {
  const description =
    "Searches the operations of Alipay's OpenAPI v3. Returns the ID, a summary in English and Chinese, and the matching " +
    'fields of each, best first.';
  server.registerTool(
    'search_apis',
    { description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } },
    ({ query, limit }) =>
      reportToolProblems(async () => {
        const found = searchOperations(catalogue, query.split(/\s+/).filter(Boolean));
        if (found.length === 0) throw new CommandProblem(`no operation matches "${shown(query)}"; try fewer words`);
        return toolResult({ total: found.length, operations: found.slice(0, limit) });
      }),
  );
}
