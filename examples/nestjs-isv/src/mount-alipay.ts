import { toNodeHandler } from '@lingpai/alipay/handler';
import type { INestApplication } from '@nestjs/common';
import { Authorizations } from './authorizations.js';
import { Orders } from './orders.js';
import { Settings } from './settings.js';

/**
 * Mounts `/alipay/callback/<appId>`, to which merchants come back, and `/alipay/notify/<appId>`, to which Alipay posts. The
 * handler needs the bytes as they arrived: middleware that is added before `listen` runs in front of the body parsers.
 */
export function mountAlipay(app: INestApplication): void {
  const { baseUrl } = app.get(Settings);
  const { vault } = app.get(Authorizations);
  const orders = app.get(Orders);
  // The vault stores and applies what concerns authorizations.
  const handler = vault.handler({
    basePath: '/alipay',
    onCallback: ({ outcome }) => (outcome === 'authorized' ? Response.redirect(`${baseUrl}/`, 303) : undefined),
    on: {
      tradeStatus: ({ outTradeNo, tradeStatus, totalAmount }) => {
        orders.update(outTradeNo, tradeStatus, totalAmount);
      },
    },
  });
  app.use('/alipay', toNodeHandler(handler));
}
