import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import {
  AlipayClient,
  AlipayNotificationError,
  AlipaySignatureError,
  parseNotification,
  parsePublicKey,
  verifyResponse,
} from '@lingpai/alipay';
import { CommandProblem } from '../process/command-problem.js';
import type { SandboxControl } from '../sandbox/sandbox-control.js';
import type { McpContext } from './mcp-context.js';
import { type McpServer, z } from './protocol.js';
import { reportToolProblems, toolResult } from './tool-result.js';

const inputSchema = z.strictObject({
  kind: z
    .enum(['notification', 'response'])
    .describe('"notification": a form that Alipay posted. "response": what a call to the v3 gateway returned.'),
  body: z.string().max(1_048_576).describe('The body, character for character as it arrived.'),
  timestamp: z.string().max(100).optional().describe('Of a response: the header alipay-timestamp.'),
  nonce: z.string().max(200).optional().describe('Of a response: the header alipay-nonce.'),
  signature: z.string().max(2_000).optional().describe('Of a response: the header alipay-signature.'),
  alipayPublicKey: z
    .string()
    .max(4_000)
    .optional()
    .describe("Alipay's public key (支付宝公钥), PEM or one line of base64. Default: the key of the running sandbox."),
  appId: z
    .string()
    .max(64)
    .optional()
    .describe(
      'Without alipayPublicKey: the application of the sandbox whose key applies. Default: the first in key mode.',
    ),
});

type SignatureInput = z.infer<typeof inputSchema>;

/** `verify_signature`: checks a signature of Alipay or of the sandbox. */
export function verifySignatureTool(server: McpServer, { control }: McpContext): void {
  const description =
    'Verifies the signature of a notification or of a response, with a public key that you give or with the one of the ' +
    'running sandbox. Says why a signature is not valid, and which fields of a notification it covers; never their values.';
  server.registerTool(
    'verify_signature',
    { description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } },
    (input) =>
      reportToolProblems(async () => {
        const alipayPublicKey = await keyFor(input, control);
        const isNotification = input.kind === 'notification';
        return toolResult(await (isNotification ? checkNotification : checkResponse)(input, alipayPublicKey));
      }),
  );
}

/** The text of the key; it is checked here, so that no other message can be about it. */
async function keyFor({ alipayPublicKey, appId }: SignatureInput, control: SandboxControl): Promise<string> {
  if (alipayPublicKey === undefined) return (await control.application(appId)).alipayPublicKey;
  try {
    parsePublicKey(alipayPublicKey);
    return alipayPublicKey;
  } catch {
    throw new CommandProblem('alipayPublicKey: expected an RSA public key, PEM or one line of base64');
  }
}

async function checkNotification({ body }: SignatureInput, alipayPublicKey: string) {
  // Verifying needs no private key, but a client does.
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const client = new AlipayClient({ appId: '0', privateKey, alipayPublicKey });
  try {
    const { fields, rule, signType } = await client.verifyNotification(parseNotification(body));
    return { valid: true, rule, signType, appId: fields.app_id ?? null, coveredFields: Object.keys(fields) };
  } catch (error) {
    if (error instanceof AlipaySignatureError || error instanceof AlipayNotificationError) {
      return { valid: false, problem: error.problem, message: error.message };
    }
    throw error;
  }
}

function checkResponse({ body, timestamp, nonce, signature }: SignatureInput, alipayPublicKey: string) {
  const headers = { 'alipay-timestamp': timestamp, 'alipay-nonce': nonce, 'alipay-signature': signature };
  const finding = verifyResponse(headers, Buffer.from(body), parsePublicKey(alipayPublicKey));
  if (finding === 'valid') return { valid: true };
  if (finding === 'wrong') {
    const message =
      'the signature is not that of this key over this timestamp, nonce and body; the body may have been changed';
    return { valid: false, problem: 'wrong', message };
  }
  const missing = Object.entries(headers).filter(([, value]) => value === undefined || value === '');
  return { valid: false, problem: 'missing', message: `missing: ${missing.map(([name]) => name).join(', ')}` };
}
