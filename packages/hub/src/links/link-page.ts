import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { escapeHtml } from '../pages/escape-html.js';
import { button, type MerchantPage, pageHeaders, paragraphs, sendPage } from '../pages/merchant-page.js';
import { type PageLanguage, pageLanguage, pageLanguages } from '../pages/page-language.js';
import { problemPages } from '../pages/problem-page.js';
import type { HubServer } from '../server/hub-server.js';
import { type ClosedReason, closedTexts, type LinkPageText, linkPageTexts } from './link-page-text.js';
import { isUsable, markOpened, readLink, stateAt } from './link-states.js';
import type { LinkRow } from './link-table.js';
import { qrSvg } from './qr-svg.js';

/** `/c/:linkId`: the page that a merchant opens. */
export function linkPage(server: HubServer, context: HubContext): void {
  problemPages(server);
  server.route({
    method: 'GET',
    url: '/c/:linkId',
    config: { access: 'public', securityHeaders: pageHeaders },
    schema: {
      hide: true,
      params: Type.Object({ linkId: Type.String() }),
      querystring: Type.Object({ language: Type.Optional(Type.Enum([...pageLanguages])) }),
    },
    async handler({ params: { linkId }, query, headers, method }, reply) {
      const row = /^[\w-]{8,64}$/.test(linkId) ? await readLink(context, linkId) : undefined;
      const language = pageLanguage(query.language ?? row?.language, headers['accept-language']);
      if (row === undefined) return sendPage(reply, closedPage('unknown', language));
      // A program that only looks whether the page is there has not opened it.
      const isOpened = method === 'GET' && row.state === 'created' && isUsable(row, context.clock());
      if (isOpened) await markOpened(context, row);
      return sendPage(reply, await pageOfLink(context, row, language));
    },
  });
}

/** What a link's page shows of it. */
export type ShownLink = Pick<LinkRow, 'app_id' | 'state' | 'url' | 'qr_payload' | 'expires_at' | 'returned_at'>;

/** The page of a link as it is now. */
export async function pageOfLink(context: HubContext, link: ShownLink, language: PageLanguage): Promise<MerchantPage> {
  const now = context.clock();
  if (!isUsable(link, now)) return closedPage(reasonOf(link, now), language);
  return openPage(link, language, await nameOf(context, link.app_id));
}

function reasonOf(row: ShownLink, now: number): ClosedReason {
  const state = stateAt(row, now);
  return state === 'authorized' || state === 'revoked' ? state : 'expired';
}

function closedPage(reason: ClosedReason, language: PageLanguage): MerchantPage {
  const { status, [language]: texts } = closedTexts[reason];
  const [title, text] = texts;
  return { status, language, title, content: paragraphs(text) };
}

async function openPage(row: ShownLink, language: PageLanguage, name: string | undefined): Promise<MerchantPage> {
  const text = linkPageTexts[language];
  const note = row.state === 'declined' ? `<p class="note">${escapeHtml(text.declined)}</p>` : '';
  const ways = `<div class="ways">${await phoneWay(row, text)}${computerWay(row, text)}</div>`;
  const { other } = text;
  const expiry =
    `<time datetime="${new Date(row.expires_at).toISOString()}">` +
    `${escapeHtml(text.expiry(shownTime(row.expires_at, language)))}</time>`;
  const foot =
    `<div class="foot">${expiry}<a href="?language=${other.language}" lang="${other.tag}" hreflang="${other.tag}">` +
    `${other.name}</a></div>`;
  return { status: 200, language, title: text.title(name), content: note + paragraphs(text.lead) + ways + foot };
}

async function phoneWay({ qr_payload: payload }: ShownLink, text: LinkPageText): Promise<string> {
  if (payload === null) return '';
  const code = `<div class="code" role="img" aria-label="${escapeHtml(text.qrLabel)}">${await qrSvg(payload)}</div>`;
  return (
    `<section><h2>${escapeHtml(text.phone)}</h2><div class="phone">${button(payload, text.phoneButton)}</div>` +
    `${paragraphs(text.phoneHint)}${code}</section>`
  );
}

const computerWay = ({ url }: ShownLink, text: LinkPageText) =>
  `<section><h2>${escapeHtml(text.computer)}</h2>${paragraphs(text.computerHint)}${button(url, text.computerButton)}</section>`;

/** Alipay's merchants are in China, and so is the clock that they know. */
function shownTime(at: number, language: PageLanguage): string {
  const format = { timeZone: 'Asia/Shanghai', dateStyle: 'long', timeStyle: 'short' } as const;
  return language === 'zh'
    ? `${new Intl.DateTimeFormat('zh-CN', format).format(at)}（北京时间）`
    : `${new Intl.DateTimeFormat('en-GB', format).format(at)} (Beijing time)`;
}

/** @returns `undefined` when the application is called by its id only */
async function nameOf({ store }: HubContext, appId: string): Promise<string | undefined> {
  const row = await store.read((database) =>
    database.selectFrom('hub_application').select('name').where('app_id', '=', appId).executeTakeFirst(),
  );
  return row === undefined || row.name === appId ? undefined : row.name;
}
