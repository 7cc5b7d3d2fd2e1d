import { randomUUID } from 'node:crypto';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { service } from '../../lib/service';
import { withRefusals } from '../../lib/with-refusals';

/** Charges a customer on behalf of a merchant. */
export async function POST(request: Request): Promise<Response> {
  const form = await request.formData();
  const [authAppId, amount] = [form.get('merchant'), form.get('amount')];
  if (typeof authAppId !== 'string' || typeof amount !== 'string' || !/^\d{1,8}\.\d\d$/.test(amount)) {
    return new Response('merchant and amount, such as 8.80, are required', { status: 400 });
  }
  return withRefusals(async () => {
    const { appId, baseUrl, vault, orders } = await service();
    const id = `order_${randomUUID().replaceAll('-', '')}`;
    const { qr_code: qrCode = '' } = await new AlipayTradeApi(vault.merchant(appId, authAppId)).precreate({
      out_trade_no: id,
      subject: 'Tea 茶',
      total_amount: amount,
      notify_url: `${baseUrl}/alipay/notify/${appId}`,
    });
    orders.add({ id, authAppId, amount, qrCode, status: 'WAIT_BUYER_PAY' });
    return Response.redirect(`${baseUrl}/orders/${id}`, 303);
  });
}
