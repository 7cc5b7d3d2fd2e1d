import { checkBizContent } from '@lingpai/alipay/checks';
import type { Application } from '../applications/application.js';
import { decodeBody, type RequestFields } from '../gateway/decode-body.js';
import { checkMerchantToken } from '../gateway/merchant-token.js';
import { isRefused, refuseProblems } from '../gateway/operations/refuse-problems.js';
import { originOf, type V3Request } from '../gateway/v3-message.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import type { Trade } from '../trades/trade.js';
import { signV2Response } from './sign-v2-response.js';
import type { V2Call } from './v2-call.js';
import { type V2Failure, v2Failure } from './v2-failure.js';
import type { V2Method } from './v2-method.js';
import { findV2Method } from './v2-methods.js';
import { readParameters, type V2Parameters } from './v2-parameters.js';
import { identifyV2, verifyV2Request } from './verify-v2-request.js';

/** What the v2 gateway responds with. */
export type V2Outcome =
  | { readonly kind: 'response'; readonly text: string }
  | { readonly kind: 'trade'; readonly trade: Trade }
  | { readonly kind: 'refused-page'; readonly failure: V2Failure };

/** An outcome, and what the journal records about it. */
export interface HandledV2Request {
  readonly outcome: V2Outcome;
  readonly application: Application | undefined;
  readonly method: string | undefined;
  readonly refusal: Refusal | undefined;
}

/** Verifies, decrypts and performs a v2 request. Never rejects because of a bad request. */
export async function handleV2Request(sandbox: Sandbox, request: V3Request): Promise<HandledV2Request> {
  let application: Application | undefined;
  let name = '';
  try {
    const parameters = readParameters(request);
    name = parameters.get('method') ?? '';
    application = identifyV2(sandbox, parameters);
    verifyV2Request(sandbox, parameters, application);
    const { method, call } = prepare(sandbox, { parameters, application, origin: originOf(request) });
    const outcome = await perform(sandbox, method, call);
    return { outcome, application, method: name, refusal: undefined };
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal('unknow-error', '系统错误', { cause: error });
    const outcome = await refuse(sandbox, name, application, refusal);
    return { outcome, application, method: findV2Method(name) && name, refusal };
  }
}

interface Received {
  readonly parameters: V2Parameters;
  readonly application: Application;
  readonly origin: string;
}

/** @throws Refusal */
function prepare(sandbox: Sandbox, { parameters, application, origin }: Received) {
  const content = readContent(parameters, application);
  const name = parameters.get('method');
  if (!name) throw new Refusal('missing-method', '缺少方法名参数：method');
  const method = findV2Method(name);
  if (method === undefined) throw new Refusal('invalid-method', `不存在的方法名：${name.slice(0, 200)}`);
  const appAuthToken = parameters.get('app_auth_token') || undefined;
  if (appAuthToken !== undefined) {
    checkMerchantToken(sandbox, application.appId, { token: appAuthToken, operation: name });
  }
  checkContent(sandbox, name, content);
  return { method, call: { application, method: name, parameters, content, appAuthToken, origin } };
}

/** Checks what is certain about `biz_content`; the methods read the rest themselves. @throws Refusal */
function checkContent({ settings }: Sandbox, method: string, content: RequestFields): void {
  const problems = checkBizContent(method, content).filter((problem) => isRefused(problem, settings));
  refuseProblems(problems, method.startsWith('alipay.trade.') ? 'ACQ.INVALID_PARAMETER' : 'invalid-parameter');
}

/** `biz_content` corresponds to the body of v3. */
function readContent(parameters: V2Parameters, application: Application): RequestFields {
  const headers = { 'alipay-encrypt-type': parameters.get('encrypt_type'), 'content-type': 'application/json' };
  const body = Buffer.from(parameters.get('biz_content') ?? '');
  return decodeBody({ method: '', pathAndQuery: '', headers, body }, application);
}

async function perform(sandbox: Sandbox, method: V2Method, call: V2Call): Promise<V2Outcome> {
  if (method.kind === 'page') return { kind: 'trade', trade: method.trade(call, sandbox) };
  const model = await method.response(call, sandbox);
  const text = JSON.stringify(method.form === 'bare' ? model : { code: '10000', msg: 'Success', ...model });
  const { application, parameters } = call;
  const encrypts = parameters.get('encrypt_type') === 'AES';
  const content = encrypts && application.cipher ? JSON.stringify(application.cipher.encrypt(text)) : text;
  return { kind: 'response', text: await signV2Response(sandbox, responseName(call.method), content, application) };
}

async function refuse(
  sandbox: Sandbox,
  name: string,
  application: Application | undefined,
  refusal: Refusal,
): Promise<V2Outcome> {
  const failure = v2Failure(refusal);
  const method = findV2Method(name);
  if (method?.kind === 'page') return { kind: 'refused-page', failure };
  const isNamed = method?.kind === 'call' && method.form === 'coded';
  const envelope = isNamed ? responseName(name) : 'error_response';
  return { kind: 'response', text: await signV2Response(sandbox, envelope, JSON.stringify(failure), application) };
}

function responseName(method: string): string {
  return `${method.replaceAll('.', '_')}_response`;
}
