import { chinaTime } from '../clock/china-time.js';
import type { ServiceOrder } from '../service-market/service-order.js';
import type { NotificationContext } from './authorization-notification.js';
import type { NotificationDraft } from './notification.js';
import { notifyIdText } from './notify-id.js';

/** `servicemarket_order_notify`: a merchant ordered the service. The fields are those of published notifications. */
export function serviceOrderNotification(
  { appId, userId, isvTicket, title, orderNumber }: ServiceOrder,
  { at, random, settings }: NotificationContext,
): NotificationDraft {
  const notifyId = notifyIdText(random, at);
  const time = chinaTime(at);
  const fields = {
    notify_id: notifyId,
    notify_type: 'servicemarket_order_notify',
    notify_time: time,
    timestamp: time,
    method: 'alipay.open.servicemarket.order.notify',
    version: '1.0',
    app_id: appId,
    charset: settings.notificationCharset,
    commodity_order_id: orderNumber,
    merchant_pid: userId,
    isv_ticket: isvTicket,
    title,
    name: `商户${userId.slice(-4)}`,
    contactor: '张三',
    phone: '13800000000',
    order_item_num: '1',
    order_time: time,
    total_price: '0.00',
  };
  return { kind: 'servicemarket_order_notify', appId, authAppId: null, notifyId, fields };
}
