import type { CallbackResult } from '@lingpai/vault';

interface ResultText {
  readonly status: number;
  readonly zh: readonly [title: string, text: string];
  readonly en: readonly [title: string, text: string];
}

const unassigned: ResultText = {
  status: 200,
  zh: ['授权已收到', '支付宝授权成功，但无法确认对应的账户。请联系服务商完成绑定。'],
  en: [
    'The authorization was received',
    'It does not say for which account. Please contact the service provider to complete it.',
  ],
};

/** What the page says after each outcome of a callback. */
export const resultTexts: Readonly<Record<CallbackResult['outcome'], ResultText>> = {
  authorized: {
    status: 200,
    zh: ['授权成功', '支付宝授权已完成，可以关闭本页面。'],
    en: ['The authorization is complete', 'You can close this page.'],
  },
  'no-state': unassigned,
  'foreign-state': unassigned,
  'expired-state': unassigned,
  'used-state': unassigned,
  pending: {
    status: 202,
    zh: ['授权处理中', '授权信息已保存，稍后将自动完成，无需重复操作。'],
    en: ['The authorization is being completed', 'It is stored, and there is nothing more to do.'],
  },
  declined: {
    status: 200,
    zh: ['未授权', '您没有同意授权。'],
    en: ['Not authorized', 'You declined the authorization.'],
  },
  'already-used': {
    status: 409,
    zh: ['授权已失效', '该授权已被使用或已失效，请重新授权。'],
    en: ['The authorization has ended', 'It was used before, or has ended since. Please authorize again.'],
  },
  expired: {
    status: 410,
    zh: ['授权已过期', '授权超过 24 小时未完成，请重新授权。'],
    en: ['The authorization has expired', 'It was not completed within 24 hours. Please authorize again.'],
  },
  refused: {
    status: 400,
    zh: ['授权无效', '支付宝不认可该授权，请重新授权。'],
    en: ['The authorization is not valid', 'Alipay does not accept it. Please authorize again.'],
  },
  'foreign-application': {
    status: 400,
    zh: ['授权无效', '该授权属于其他应用。'],
    en: ['The authorization is not valid', 'It is for another application.'],
  },
  'no-code': {
    status: 400,
    zh: ['没有授权信息', '请从收到的链接进入支付宝完成授权。'],
    en: ['There is no authorization here', 'Please use the link that you received.'],
  },
};
