import type { CallbackResult } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import { pageOf } from '../links/link-schema.js';
import { isUsable } from '../links/link-states.js';
import type { LinkRow } from '../links/link-table.js';
import { button, type MerchantPage, paragraphs } from '../pages/merchant-page.js';
import type { PageLanguage } from '../pages/page-language.js';
import { resultTexts } from './result-page-text.js';

export interface ResultPageOptions {
  readonly result: CallbackResult;
  /** The link that the merchant comes back from. */
  readonly link: LinkRow | undefined;
  readonly language: PageLanguage;
}

const again: Readonly<Record<PageLanguage, string>> = { zh: '重新授权', en: 'Authorize again' };

/** Tells the merchant what became of the authorization. It holds no id, code, state or reference. */
export function resultPage(context: HubContext, { result, link, language }: ResultPageOptions): MerchantPage {
  const { status, [language]: texts } = resultTexts[result.outcome];
  const [title, text] = texts;
  const address = addressToRetry(context, result, link);
  const retry = address === undefined ? '' : button(address, again[language]);
  return { status, language, title, content: paragraphs(text) + retry };
}

const onward: Readonly<Record<PageLanguage, readonly [title: string, text: string]>> = {
  zh: ['正在返回', '继续'],
  en: ['Taking you back', 'Continue'],
};

/** Leads to the link's `returnTo`. */
export function onwardPage(address: string, language: PageLanguage): MerchantPage {
  const [title, text] = onward[language];
  return { status: 200, language, title, content: button(address, text), next: address };
}

/** Where a merchant can authorize after all. A link of ours that has ended stays ended. */
function addressToRetry(
  { settings, clock }: HubContext,
  result: CallbackResult,
  link: LinkRow | undefined,
): string | undefined {
  if (!('link' in result)) return undefined;
  if (link === undefined) return result.link?.url;
  return isUsable(link, clock()) ? pageOf(settings, link) : undefined;
}
