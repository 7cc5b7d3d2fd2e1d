import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { service } from '../../../../lib/service';
import { withRefusals } from '../../../../lib/with-refusals';

/** Refunds on behalf of the merchant. */
export async function POST(_: Request, { params }: { readonly params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const { appId, baseUrl, vault, orders } = await service();
  const order = orders.get(id);
  if (order === undefined) return new Response('There is no such order', { status: 404 });
  return withRefusals(async () => {
    const trades = new AlipayTradeApi(vault.merchant(appId, order.authAppId));
    // Repeating the request with the same number refunds once.
    await trades.refund({ out_trade_no: id, refund_amount: order.amount, out_request_no: `${id}_1` });
    return Response.redirect(`${baseUrl}/orders/${id}`, 303);
  });
}
