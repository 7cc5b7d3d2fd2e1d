import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AllowedHosts, localOnly } from '../access/local-only.js';
import { sendPage } from '../html/send-page.js';
import type { Sandbox } from '../sandbox.js';
import { accountPage } from './account-page.js';
import { appointedQuery } from './appointed-link.js';
import { type ConsentKind, readConsentRequest } from './consent-request.js';
import { decisionPage } from './decision-page.js';
import { errorPage } from './error-page.js';
import { FormTokens, type ShownPage } from './form-tokens.js';
import { handleForm } from './handle-form.js';
import { PageError } from './page-error.js';

export interface ConsentPagesOptions {
  readonly sandbox: Sandbox;

  readonly allowedHosts: AllowedHosts;
}

/** What stands for Alipay's app on the phone, `alipays://platformapi/startapp`. */
const phonePath = '/platformapi/startapp';

const pages: Readonly<Record<string, ConsentKind>> = {
  '/oauth2/appToAppAuth.htm': 'base',
  '/oauth2/appToAppBatchAuth.htm': 'batch',
  '/oauth2/publicAppAuthorize.htm': 'user',
  '/page/message/tasksDetail': 'appointed',
  [phonePath]: 'appointed',
};

const longestForm = 64 * 1024;

/** The pages on which merchants consent and users log in. */
export function consentPagesPlugin(fastify: FastifyInstance, { sandbox, allowedHosts }: ConsentPagesOptions): void {
  const tokens = new FormTokens(sandbox.random, () => sandbox.clock.unmoved());
  localOnly(fastify, allowedHosts);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: longestForm },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  fastify.setErrorHandler((error, _request, reply) => sendError(reply, error));
  for (const [path, kind] of Object.entries(pages)) {
    fastify.get(path, async (request, reply) => {
      const query = queryOf(request);
      const page = { request: readConsentRequest(kind, query, sandbox), userId: query.get('merchant') ?? undefined };
      return show(reply, { sandbox, tokens, path }, page);
    });
    fastify.post(path, async ({ body }, reply) => {
      const form = body instanceof URLSearchParams ? body : new URLSearchParams();
      const page = tokens.take(form.get('form_token') ?? '');
      if (page?.request.kind !== kind)
        throw new PageError('form_token', 'this page has expired; open the link again', '页面已失效，请重新打开链接');
      const response = handleForm(sandbox, page, form);
      if ('problem' in response) return show(reply, { sandbox, tokens, path }, page, response.problem);
      return reply.header('cache-control', 'no-store').redirect(response.address, 303);
    });
  }
}

interface PageContext {
  readonly sandbox: Sandbox;
  readonly tokens: FormTokens;
  readonly path: string;
}

function show(
  reply: FastifyReply,
  { sandbox, tokens, path }: PageContext,
  page: ShownPage,
  problem?: string,
): FastifyReply {
  const { request, userId } = page;
  const token = tokens.add(page);
  const address = `${path}?${linkQuery(request, path === phonePath)}`;
  // A form's redirect is subject to the same directive as its target.
  const target = new URL(request.redirectUri).origin;
  if (userId === undefined) {
    return sendPage(reply, accountPage({ request, merchants: sandbox.merchants.list(), token, address }), 200, [
      target,
    ]);
  }
  const merchant = sandbox.merchants.find(userId);
  if (merchant === undefined) throw new PageError('merchant', 'merchant: there is no such account', '账户不存在');
  const authorizedTo = (authAppId: string) =>
    sandbox.authorizations
      .authorizations()
      .find(({ status, merchant: known }) => status === 'active' && known.authAppId === authAppId)?.appId;
  const body = decisionPage({ request, merchant, token, address, authorizedTo, problem });
  return sendPage(reply, body, problem === undefined ? 200 : 400, [target]);
}

function linkQuery(
  { kind, appId, redirectUri, state, types, scopes }: ShownPage['request'],
  isPhone: boolean,
): URLSearchParams {
  const given = state === undefined ? {} : { state };
  if (kind === 'appointed') return appointedQuery({ redirectUri, appTypes: types, isvAppId: appId, ...given }, isPhone);
  return new URLSearchParams({
    app_id: appId,
    ...(kind === 'user' ? { scope: scopes.join(',') } : {}),
    ...(kind === 'batch' ? { application_type: types.join(',') } : {}),
    redirect_uri: redirectUri,
    ...given,
  });
}

function queryOf({ raw }: FastifyRequest): URLSearchParams {
  const url = raw.url ?? '';
  return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof PageError) return sendPage(reply, errorPage(error), 400);
  const status = Number(Object(error).statusCode);
  const isClientError = status >= 400 && status < 500;
  const shown = isClientError
    ? new PageError('form', 'the request could not be read', '请求无法读取')
    : new PageError('none', 'the sandbox failed because of a bug of its own', '系统错误');
  return sendPage(reply, errorPage(shown), isClientError ? status : 500);
}
