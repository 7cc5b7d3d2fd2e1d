import { createHash } from 'node:crypto';
import type { CallbackResult } from '../redemption/receive-callback.js';

/** What a page says, in both languages. */
interface PageText {
  readonly status: number;
  readonly title: string;
  readonly zh: string;
  readonly en: string;
}

const unassigned: PageText = {
  status: 200,
  title: '授权已收到',
  zh: '支付宝授权成功，但无法确认对应的账户。请回到服务商页面完成绑定。',
  en: 'The authorization was received, but not for which account. Please return to the service to complete it.',
};

const texts: Readonly<Record<CallbackResult['outcome'], PageText>> = {
  authorized: {
    status: 200,
    title: '授权成功',
    zh: '支付宝授权已完成，可以关闭本页面。',
    en: 'The authorization is complete. You can close this page.',
  },
  'no-state': unassigned,
  'foreign-state': unassigned,
  'expired-state': unassigned,
  'used-state': unassigned,
  pending: {
    status: 202,
    title: '授权处理中',
    zh: '授权信息已保存，稍后将自动完成，无需重复操作。',
    en: 'The authorization is stored and will be completed automatically. There is nothing more to do.',
  },
  declined: { status: 200, title: '未授权', zh: '您没有同意授权。', en: 'You declined the authorization.' },
  'already-used': {
    status: 409,
    title: '授权链接已使用',
    zh: '该授权已被使用或已失效，请重新授权。',
    en: 'This authorization was used or has ended. Please authorize again.',
  },
  expired: {
    status: 410,
    title: '授权已过期',
    zh: '授权超过 24 小时未完成，请重新授权。',
    en: 'The authorization was not completed within 24 hours. Please authorize again.',
  },
  refused: {
    status: 400,
    title: '授权无效',
    zh: '支付宝不认可该授权，请重新授权。',
    en: 'Alipay does not accept this authorization. Please authorize again.',
  },
  'foreign-application': {
    status: 400,
    title: '授权无效',
    zh: '该授权属于其他应用。',
    en: 'This authorization is for another application.',
  },
  'no-code': {
    status: 400,
    title: '没有授权信息',
    zh: '请从授权链接进入支付宝完成授权。',
    en: 'There is no authorization here. Please use the link that you received.',
  },
};

const failure: PageText = {
  status: 500,
  title: '系统繁忙',
  zh: '授权信息暂时无法保存，请刷新本页面重试。',
  en: 'The authorization could not be stored. Please reload this page to try again.',
};

const style =
  'body{margin:0;font:16px/1.6 system-ui,sans-serif;color:#1f1f1f;background:#f5f5f5}' +
  'main{max-width:32rem;margin:15vh auto 0;padding:2rem;background:#fff;border-radius:8px}' +
  'h1{margin:0 0 1rem;font-size:1.5rem}a{color:#0958d9}';

const headers: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // The page's own address holds the code.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Tells the merchant what became of the authorization. It holds no id, code, state or reference. */
export function resultPage(result: CallbackResult): Response {
  return page(texts[result.outcome], 'link' in result ? result.link?.url : undefined);
}

/** Nothing was stored; opening the address again can help. */
export function failurePage(): Response {
  return page(failure, undefined);
}

function page({ status, title, zh, en }: PageText, link: string | undefined): Response {
  const again = link === undefined ? '' : `<p><a href="${escapeHtml(link)}">重新授权 · Authorize again</a></p>`;
  const html =
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><style>${style}</style></head>` +
    `<body><main><h1>${title}</h1><p>${zh}</p><p lang="en">${en}</p>${again}</main></body></html>\n`;
  return new Response(html, { status, headers });
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
