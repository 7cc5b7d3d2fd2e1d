import { once } from 'node:events';
import { readCommandCatalogue } from '../catalogue/command-catalogue.js';
import { SandboxControl } from '../sandbox/sandbox-control.js';
import { callSandboxTool } from './call-sandbox-tool.js';
import { describeApiTool } from './describe-api-tool.js';
import { explainErrorTool } from './explain-error-tool.js';
import type { McpContext } from './mcp-context.js';
import { McpServer, StdioServerTransport } from './protocol.js';
import { searchApisTool } from './search-apis-tool.js';
import { verifySignatureTool } from './verify-signature-tool.js';

export interface ServeMcpOptions {
  /** Version of the command line. */
  readonly version: string;
  /** Address of the sandbox that `call_sandbox` and `verify_signature` use. */
  readonly sandbox: string;
}

const instructions =
  `Reference of Alipay's OpenAPI v3, and a local Alipay (sandbox) to try calls in. Find an operation with search_apis,
read its fields with describe_api, then call it with call_sandbox. Nothing reaches Alipay.`.replaceAll('\n', ' ');

/** Serves the Model Context Protocol on standard input and output, until the input ends or `stopped` resolves. */
export async function serveMcp({ version, sandbox }: ServeMcpOptions, stopped: Promise<void>): Promise<void> {
  const server = new McpServer({ name: 'lingpai', version }, { instructions });
  const context: McpContext = { catalogue: readCommandCatalogue(), control: new SandboxControl(sandbox) };
  for (const tool of [searchApisTool, describeApiTool, callSandboxTool, explainErrorTool, verifySignatureTool]) {
    tool(server, context);
  }
  const ended = once(process.stdin, 'close');
  await server.connect(new StdioServerTransport());
  await Promise.race([ended, stopped]);
  await server.close();
}
