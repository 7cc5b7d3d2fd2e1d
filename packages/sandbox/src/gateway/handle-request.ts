import type { Application } from '../applications/application.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { decodeBody, isEncrypted } from './decode-body.js';
import { StatusedModel, StreamedModel } from './gateway-operation.js';
import { checkMerchantToken } from './merchant-token.js';
import { findOperation } from './operations/find-operation.js';
import { refusalResponse } from './refusal-response.js';
import { type SigningOptions, signResponse, type UnsignedResponse } from './sign-response.js';
import { originOf, pathOf, queryOf, type V3Request, type V3Response } from './v3-message.js';
import { identify, verifyRequest } from './verify-request.js';

/** A response, and what the journal records about it. */
export interface HandledRequest {
  readonly response: V3Response;
  readonly application: Application | undefined;
  readonly operation: string | undefined;
  readonly refusal: Refusal | undefined;
}

/** Verifies, decrypts, routes and performs a request, and signs the response. Never rejects because of a bad request. */
export async function handleRequest(
  sandbox: Sandbox,
  request: V3Request,
  signing?: SigningOptions,
): Promise<HandledRequest> {
  let application: Application | undefined;
  let operation: string | undefined;
  let refusal: Refusal | undefined;
  let unsigned: UnsignedResponse;
  try {
    const identity = identify(sandbox, request);
    application = identity.application;
    verifyRequest(sandbox, request, identity);
    const found = prepare(sandbox, request, application);
    operation = found.operation.id;
    const model = await found.operation.response(found.call, sandbox);
    unsigned = modelResponse(sandbox, request, application, model);
  } catch (error) {
    refusal = error instanceof Refusal ? error : new Refusal('unknow-error', '系统错误', { cause: error });
    unsigned = refusalResponse(refusal);
  }
  return { response: await signResponse(sandbox, unsigned, application, signing), application, operation, refusal };
}

/** Decrypts, then finds the operation, then checks the merchant's token. @throws Refusal */
function prepare(sandbox: Sandbox, request: V3Request, application: Application) {
  const fields = decodeBody(request, application);
  const path = pathOf(request);
  const operation = findOperation(sandbox, request.method, path);
  if (operation === undefined) throw new Refusal('invalid-method', `不存在的方法：${request.method} ${path}`);
  const appAuthToken = request.headers['alipay-app-auth-token'] || undefined;
  if (appAuthToken !== undefined) {
    checkMerchantToken(sandbox, application.appId, { token: appAuthToken, operation: operation.id });
  }
  const { method, form } = request;
  const call = {
    application,
    method,
    path,
    query: queryOf(request),
    fields,
    form,
    appAuthToken,
    origin: originOf(request),
  };
  operation.check?.(call, sandbox);
  return { operation, call };
}

function modelResponse(
  { settings }: Sandbox,
  request: V3Request,
  { cipher }: Application,
  model: object,
): UnsignedResponse {
  // Alipay encrypts no stream.
  if (model instanceof StreamedModel) return eventStream(model);
  const { status, model: content } = model instanceof StatusedModel ? model : new StatusedModel(200, model);
  const text = JSON.stringify(content);
  if (
    status < 300 &&
    cipher !== undefined &&
    (settings.encryptResponses === 'by-application' || isEncrypted(request))
  ) {
    return { status, contentType: 'text/plain', body: Buffer.from(cipher.encrypt(text)) };
  }
  return { status, contentType: 'application/json', body: Buffer.from(text) };
}

function eventStream({ model }: StreamedModel): UnsignedResponse {
  return {
    status: 200,
    contentType: 'text/event-stream',
    body: Buffer.from(`data: ${JSON.stringify(model)}\n\n`),
  };
}
