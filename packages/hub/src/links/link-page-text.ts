import type { PageLanguage } from '../pages/page-language.js';
import type { LinkState } from './link-table.js';

/** What the page of a link says while it can be used. */
export interface LinkPageText {
  /** @param name what people call the application; `undefined` when it has no name */
  readonly title: (name: string | undefined) => string;
  readonly lead: string;
  readonly declined: string;
  readonly phone: string;
  readonly phoneHint: string;
  readonly qrLabel: string;
  readonly phoneButton: string;
  readonly computer: string;
  readonly computerHint: string;
  readonly computerButton: string;
  /** @param time in the words of the language, with the time zone */
  readonly expiry: (time: string) => string;
  readonly other: { readonly language: PageLanguage; readonly tag: string; readonly name: string };
}

export const linkPageTexts: Readonly<Record<PageLanguage, LinkPageText>> = {
  zh: {
    title: (name) => (name === undefined ? '支付宝授权' : `授权“${name}”为您提供服务`),
    lead: '请用商家的支付宝账号完成授权，选择下面任意一种方式。以后可以随时在支付宝取消授权。',
    declined: '您上次没有同意授权。需要时可以在这里重新授权。',
    phone: '用手机',
    phoneHint: '打开支付宝，扫一扫二维码。',
    qrLabel: '支付宝授权二维码',
    phoneButton: '在本手机打开支付宝',
    computer: '用电脑',
    computerHint: '前往支付宝的授权页面，登录后确认。',
    computerButton: '前往支付宝授权',
    expiry: (time) => `有效期至 ${time}`,
    other: { language: 'en', tag: 'en', name: 'English' },
  },
  en: {
    title: (name) => (name === undefined ? 'Alipay authorization' : `Authorize “${name}” to work for you at Alipay`),
    lead: 'Use the Alipay account of your business, in either of these ways. You can cancel the authorization in Alipay at any time.',
    declined: 'You did not consent last time. You can authorize here when you wish to.',
    phone: 'On the phone',
    phoneHint: 'Open Alipay and scan the QR code.',
    qrLabel: 'QR code of the Alipay authorization',
    phoneButton: 'Open Alipay on this phone',
    computer: 'On the computer',
    computerHint: 'Go to Alipay’s authorization page, sign in and confirm.',
    computerButton: 'Authorize at Alipay',
    expiry: (time) => `Valid until ${time}`,
    other: { language: 'zh', tag: 'zh-CN', name: '中文' },
  },
};

/** Why a link cannot be used. */
export type ClosedReason = Extract<LinkState, 'authorized' | 'expired' | 'revoked'> | 'unknown';

interface ClosedText {
  readonly status: number;
  readonly zh: readonly [title: string, text: string];
  readonly en: readonly [title: string, text: string];
}

export const closedTexts: Readonly<Record<ClosedReason, ClosedText>> = {
  authorized: {
    status: 410,
    zh: ['授权已完成', '该链接已经使用过，授权已完成，无需再次操作，可以关闭本页面。'],
    en: [
      'The authorization is complete',
      'This link was used. There is nothing more to do, and you can close this page.',
    ],
  },
  expired: {
    status: 410,
    zh: ['链接已过期', '请向发送链接的服务商索取新的链接。'],
    en: ['The link has expired', 'Please ask the service provider who sent it for a new one.'],
  },
  revoked: {
    status: 410,
    zh: ['链接已作废', '服务商已作废该链接。如需授权，请向服务商索取新的链接。'],
    en: ['The link was revoked', 'The service provider revoked it. To authorize, please ask for a new one.'],
  },
  unknown: {
    status: 404,
    zh: ['链接无效', '请检查链接是否完整，或向发送链接的服务商索取新的链接。'],
    en: [
      'The link is not valid',
      'Please check that it is complete, or ask the service provider who sent it for a new one.',
    ],
  },
};
