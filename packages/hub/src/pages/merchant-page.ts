import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type SecurityHeaders, securityHeaders } from '../server/security-headers.js';
import { escapeHtml } from './escape-html.js';
import type { PageLanguage } from './page-language.js';
import { pageStyle } from './page-style.js';

/** A page for merchants. */
export interface MerchantPage {
  readonly status: number;
  readonly language: PageLanguage;
  /** Text: the title and the heading. */
  readonly title: string;
  /** HTML below the heading. */
  readonly content: string;
  /**
   * An address that the browser opens at once. A redirect would not do: the policy of the page before, on which the merchant
   * consented, may permit its form to lead to the hub only.
   */
  readonly next?: string;
}

const languageTags: Readonly<Record<PageLanguage, string>> = { zh: 'zh-CN', en: 'en' };

/** A page needs nothing but itself: no script, no image, no font, and one style sheet that is named by its hash. */
const ownContent =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'";
const policy = `${ownContent}; frame-ancestors 'none'`;
/** Pages of the hub may show it in a frame, in which nothing can be done. */
const previewPolicy = `${ownContent}; frame-ancestors 'self'; sandbox`;

/** What a page's route has for `securityHeaders`: {@link sendPage} sets the policy. */
export const pageHeaders: SecurityHeaders = securityHeaders(false);

export function sendPage(reply: FastifyReply, page: MerchantPage): FastifyReply {
  return send(reply.code(page.status), page, { policy, main: '<main>' });
}

/** Sends a page to be looked at only: its links cannot be followed. */
export function sendPreview(reply: FastifyReply, page: MerchantPage): FastifyReply {
  // Its origin is none: a browser could give it no cluster of agents of its own, and would say so.
  reply.removeHeader('origin-agent-cluster');
  return send(reply.code(200), page, { policy: previewPolicy, main: '<main inert>' });
}

interface Frame {
  readonly policy: string;
  readonly main: string;
}

function send(reply: FastifyReply, { language, title, content, next }: MerchantPage, frame: Frame): FastifyReply {
  const refresh = next === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${escapeHtml(next)}">`;
  const html =
    `<!doctype html><html lang="${languageTags[language]}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">' +
    `${refresh}<meta name="robots" content="noindex"><style>${pageStyle}</style></head>` +
    `<body>${frame.main}<h1>${escapeHtml(title)}</h1>${content}</main></body></html>\n`;
  return reply
    .header('content-security-policy', frame.policy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(html);
}

/** Text as paragraphs. */
export const paragraphs = (...texts: readonly string[]): string =>
  texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('');

/** A link that looks like a button. */
export const button = (href: string, text: string): string =>
  `<p><a class="button" href="${escapeHtml(href)}">${escapeHtml(text)}</a></p>`;
