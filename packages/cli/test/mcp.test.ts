import { createSign, generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';
import { Receiver } from './support/receiver.js';

const program = fileURLToPath(new URL('../bin/lingpai.js', import.meta.url));
const merchant = { authAppId: '2021900000000112', userId: '2088900000000011', kind: 'WEBAPP' } as const;
let sandbox: RunningSandbox;
let client: Client;
let errors = '';

beforeAll(async () => {
  sandbox = await startSandbox();
  const args = [program, 'mcp', '--sandbox', sandbox.endpoint];
  const transport = new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' });
  transport.stderr?.on('data', (text: Buffer) => {
    errors += text;
  });
  client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
});

afterAll(async () => {
  await client.close();
  await sandbox.close();
});

/** What a tool returned, as the agent reads it. */
async function use(name: string, parameters: Record<string, unknown>) {
  const { content, isError = false } = await client.callTool({ name, arguments: parameters });
  const text = Array.isArray(content) && content.length === 1 ? String(content[0].text) : '';
  return { text, isError };
}

async function json(name: string, parameters: Record<string, unknown>) {
  const { text, isError } = await use(name, parameters);
  return { found: JSON.parse(text), isError };
}

describe('lingpai mcp', () => {
  it('lists five tools, each parameter with a description', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_apis',
      'describe_api',
      'call_sandbox',
      'explain_error',
      'verify_signature',
    ]);
    for (const { name, description, inputSchema } of tools) {
      expect(description, name).toMatch(/\.$/);
      expect(inputSchema.additionalProperties, name).toBe(false);
      for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
        expect(schema, `${name}.${field}`).toMatchObject({ description: expect.stringMatching(/\S.+/) });
      }
    }
    expect(client.getServerVersion()).toMatchObject({ name: 'lingpai', version: expect.stringMatching(/^\d+\.\d+/) });
    expect(client.getInstructions()).toContain('Nothing reaches Alipay.');
  });

  it('search_apis finds operations by English, Chinese and field names', async () => {
    for (const query of ['trade refund', '退款 交易', 'refund_amount out_request_no']) {
      const { found } = await json('search_apis', { query, limit: 5 });
      expect(found.total).toBeGreaterThan(0);
      const ids = found.operations.map(({ id }: { id: string }) => id);
      expect(ids, query).toContain('alipay.trade.refund');
      expect(ids.length).toBeLessThanOrEqual(5);
    }
    expect(await use('search_apis', { query: 'no-such-word' })).toEqual({
      text: 'no operation matches "no-such-word"; try fewer words',
      isError: true,
    });
  });

  it('describe_api shows the whole reference, or the parts that were asked for', async () => {
    const { text } = await use('describe_api', { operation: 'alipay.trade.refund' });
    expect(text).toContain('POST /v3/alipay/trade/refund\nRefunds a trade');
    expect(text).toContain('\nFields of the body:\n');
    expect(text).toContain('\nResponse:\n');
    expect(text).toContain('\nError codes of every operation:\n');
    const { text: part } = await use('describe_api', { operation: 'alipay.trade.refund', parts: ['response'] });
    expect(part).toContain('\nResponse:\n');
    expect(part).not.toContain('Fields of the body');
    expect(part).not.toContain('Error codes');
    expect(await use('describe_api', { operation: 'alipay.trade.refunds' })).toMatchObject({
      text: expect.stringMatching(/^there is no operation alipay\.trade\.refunds/),
      isError: true,
    });
  });

  it('call_sandbox calls for the application and on behalf of a merchant', async () => {
    const order = { out_trade_no: 'mcp_1', subject: 'Tea', total_amount: '8.80' };
    const precreated = await json('call_sandbox', { operation: 'alipay.trade.precreate', parameters: order });
    expect(precreated).toMatchObject({ found: { out_trade_no: 'mcp_1' }, isError: false });

    const forMerchant = {
      operation: 'alipay.trade.create',
      parameters: { ...order, out_trade_no: 'mcp_2' },
      onBehalfOf: merchant.authAppId,
    };
    expect(await use('call_sandbox', forMerchant)).toMatchObject({
      text: expect.stringMatching(/^onBehalfOf: 2021900000000112 has not authorized/),
      isError: true,
    });
    sandbox.consent({ appId: sandbox.app().appId, merchantApplications: [merchant] });
    expect(await json('call_sandbox', forMerchant)).toMatchObject({ isError: false });
    expect(sandbox.listTrades().find(({ outTradeNo }) => outTradeNo === 'mcp_2')?.authAppId).toBe(merchant.authAppId);
  });

  it("call_sandbox returns Alipay's refusal and wrong parameters as errors of the tool", async () => {
    const query = { operation: 'alipay.trade.query', parameters: { out_trade_no: 'none' } };
    expect(await json('call_sandbox', query)).toMatchObject({
      found: { error: { code: 'ACQ.TRADE_NOT_EXIST', status: expect.any(Number) } },
      isError: true,
    });
    const before = sandbox.requests().length;
    const wrong = { operation: 'alipay.trade.query', parameters: { out_trade_no: 7, trade: '1' } };
    expect(await use('call_sandbox', wrong)).toEqual({
      text: [
        'the parameters are wrong:',
        '  out_trade_no: expected string, found number',
        '  trade: there is no such field',
      ].join('\n'),
      isError: true,
    });
    expect(await use('call_sandbox', { ...query, appId: '1' })).toMatchObject({
      text: expect.stringMatching(/^appId: the sandbox has no application 1; it has /),
      isError: true,
    });
    const misspelt = await use('call_sandbox', { ...query, behalfOf: '1' });
    expect(misspelt.isError).toBe(true);
    expect(misspelt.text).toContain('behalfOf');
    expect(sandbox.requests()).toHaveLength(before);
  });

  it('call_sandbox takes a file as its contents, never as a path', async () => {
    const upload = (file_content: unknown) => ({
      operation: 'alipay.open.file.upload',
      parameters: { data: { biz_code: 'openpt_appstore' }, file_content },
    });
    const refused = await use('call_sandbox', upload({ path: program }));
    expect(refused).toEqual({
      text: 'file_content: expected a file, such as {"base64": "…", "filename": "photo.jpg"}',
      isError: true,
    });
    const file = { base64: Buffer.from('picture').toString('base64'), filename: 'shop.png' };
    expect((await use('call_sandbox', upload(file))).isError).toBe(false);
  });

  it('shows no token, code or key in anything it returns', async () => {
    const { app_auth_code: code } = sandbox.consent({
      appId: sandbox.app().appId,
      merchantApplications: [merchant],
    });
    const { text } = await use('call_sandbox', {
      operation: 'alipay.open.auth.token.app',
      parameters: { grant_type: 'authorization_code', code },
    });
    expect(JSON.parse(text)).toMatchObject({
      auth_app_id: merchant.authAppId,
      app_auth_token: expect.stringMatching(/^.{6}….{2}$/),
      app_refresh_token: expect.stringMatching(/^.{6}….{2}$/),
    });
    const again = await use('call_sandbox', {
      operation: 'alipay.open.auth.token.app',
      parameters: { grant_type: 'authorization_code', code },
    });
    expect(again.text).toContain('AUTH_CODE_NOT_VALID');
    expect(again.text).not.toContain(code);
  });

  it('explain_error gives advice, and the operations that return the code', async () => {
    const { found } = await json('explain_error', { code: 'ACQ.TRADE_NOT_EXIST', operation: 'alipay.trade.query' });
    expect(found).toMatchObject({
      advice: { en: expect.stringMatching(/\w/), zh: expect.stringMatching(/\p{Script=Han}/u) },
      returnedBy: expect.arrayContaining(['alipay.trade.query']),
      listedByOperation: true,
    });
    const common = await json('explain_error', { code: 'invalid-signature' });
    expect(common.found).toMatchObject({ returnedBy: 'every operation' });
    expect(await use('explain_error', { code: 'NO_SUCH_CODE' })).toEqual({
      text: 'no operation of the catalogue has the error code NO_SUCH_CODE',
      isError: true,
    });
  });

  it('explain_error compares two signed texts and masks what is secret in them', async () => {
    const token = '202611BB0123456789abcdef0123456789ab';
    const text = (path: string) =>
      `app_id=2021000000000001,nonce=n,timestamp=1\nPOST\n${path}\n{"app_auth_token":"${token}"}\n${token}\n`;
    const { found } = await json('explain_error', {
      code: 'invalid-signature',
      signed: text('/v3/alipay/trade/query?a=%E5%BA%97'),
      expected: text('/v3/alipay/trade/query?a=店'),
    });
    expect(found.signature).toMatchObject({ same: false, explanation: expect.stringContaining('line 3') });
    expect(JSON.stringify(found)).not.toContain(token);
    expect(await use('explain_error', { code: 'invalid-signature', signed: 'a' })).toMatchObject({ isError: true });
  });

  it('verify_signature verifies a notification with the key of the sandbox or a given one', async () => {
    await using receiver = await Receiver.start();
    sandbox.updateApplication(sandbox.app().appId, { notifyUrl: receiver.url });
    sandbox.consent({ appId: sandbox.app().appId, merchantApplications: [merchant] });
    await sandbox.settled();
    const body = receiver.received[0]?.body ?? '';
    const { found } = await json('verify_signature', { kind: 'notification', body });
    expect(found).toMatchObject({ valid: true, appId: sandbox.app().appId, signType: 'RSA2' });
    expect(found.coveredFields).toContain('notify_id');
    expect(JSON.stringify(found)).not.toMatch(/[0-9a-f]{20}/);

    const changed = body.replace(/notify_id=./, 'notify_id=_');
    expect((await json('verify_signature', { kind: 'notification', body: changed })).found).toMatchObject({
      valid: false,
      problem: 'wrong',
    });
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const alipayPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect((await json('verify_signature', { kind: 'notification', body, alipayPublicKey })).found).toMatchObject({
      valid: false,
    });
    expect((await json('verify_signature', { kind: 'notification', body: 'a=1' })).found).toMatchObject({
      valid: false,
      problem: 'missing',
    });
  });

  it('verify_signature verifies a response', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const alipayPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const [timestamp, nonce, body] = ['1780000000000', 'n1', '{"trade_no":"1","名":"店"}'];
    const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).sign(privateKey, 'base64');
    const response = { kind: 'response', body, timestamp, nonce, signature, alipayPublicKey };
    expect((await json('verify_signature', response)).found).toEqual({ valid: true });
    const changed = await json('verify_signature', { ...response, body: body.replace('1', '2') });
    expect(changed.found).toMatchObject({ valid: false, problem: 'wrong' });
    const { nonce: _, ...without } = response;
    expect((await json('verify_signature', without)).found).toEqual({
      valid: false,
      problem: 'missing',
      message: 'missing: alipay-nonce',
    });
    const wrongKey = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    const refused = await use('verify_signature', { ...response, alipayPublicKey: wrongKey });
    expect(refused).toEqual({
      text: 'alipayPublicKey: expected an RSA public key, PEM or one line of base64',
      isError: true,
    });
  });

  it('wrote nothing to standard error', () => {
    expect(errors).toBe('');
  });
});

describe('lingpai mcp, as a process', () => {
  it.each(['https://openapi.alipay.com', 'http://127.0.0.1.example.com', 'http://10.0.0.7:4010'])(
    'refuses %s without an explicit option',
    async (endpoint) => {
      const run = new CommandLine('mcp', '--sandbox', endpoint);
      run.process.stdin?.end();
      expect(await run.exitCode()).toBe(1);
      expect(run.errors).toContain(
        `--sandbox: ${new URL(endpoint).host} is not this machine; add --allow-remote-sandbox`,
      );
      expect(run.output).toBe('');
    },
  );

  it('accepts another machine with --allow-remote-sandbox, and ends with its input', async () => {
    const run = new CommandLine('mcp', '--sandbox', 'http://10.0.0.7:4010', '--allow-remote-sandbox');
    run.process.stdin?.end();
    expect(await run.exitCode()).toBe(0);
    expect(run.errors).toBe('');
  });

  it('ends with 0 on SIGTERM', async () => {
    const run = new CommandLine('mcp');
    run.process.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`);
    await run.until('"id":1');
    expect(await run.stop('SIGTERM')).toBe(0);
    expect(run.errors).toBe('');
  });

  it('reports a sandbox that does not run as an error of the tool', async () => {
    const args = [program, 'mcp', '--sandbox', 'http://127.0.0.1:1'];
    const alone = new Client({ name: 'test', version: '1.0.0' });
    await alone.connect(new StdioClientTransport({ command: process.execPath, args }));
    const result = await alone.callTool({ name: 'call_sandbox', arguments: { operation: 'alipay.trade.query' } });
    await alone.close();
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: 'sandbox: no response from http://127.0.0.1:1; "lingpai sandbox" starts one' }],
    });
  });
});
