import type { MessagesLike } from '../../language/text.js';
import type { unassigned as en } from '../en/unassigned.js';

export const unassigned: MessagesLike<typeof en> = {
  title: '待归属',
  lead: '尚未关联商家编号的授权，请填写所属商家',
  merchant: '商家应用',
  account: '支付宝账号',
  origin: '来源',
  'origin-unknown': '尚未获知',
  order: '订单号或业务号',
  authorized: '授权时间',
  reference: '商家编号',
  'reference-of': '{authAppId} 的商家编号',
  'reference-placeholder': '您系统中的商家编号',
  assign: '归属',
  assigned: '已归属到 {reference}',
  keyboard: '按回车键完成归属并跳到下一行。',
  table: '待归属的授权',
  'empty-title': '所有授权均已归属',
  'empty-hint': '商家通过支付宝控制台的二维码授权，或在服务市场订购后，会出现在这里。通过邀请链接授权的商家自带编号。',
  'empty-action': '邀请商家授权',
};
