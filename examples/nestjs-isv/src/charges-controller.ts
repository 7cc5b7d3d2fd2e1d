import { randomUUID } from 'node:crypto';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpStatus,
  NotFoundException,
  Param,
  Post,
  Redirect,
} from '@nestjs/common';
import QRCode from 'qrcode';
import { Authorizations } from './authorizations.js';
import { type Order, Orders } from './orders.js';
import { page, text } from './page.js';
import { Settings } from './settings.js';

/** Charges a merchant's customer and refunds, on behalf of the merchant. */
@Controller()
export class ChargesController {
  constructor(
    private readonly settings: Settings,
    private readonly authorizations: Authorizations,
    private readonly orders: Orders,
  ) {}

  @Post('charges')
  @Redirect('', HttpStatus.SEE_OTHER)
  async charge(@Body() form: Readonly<Record<string, unknown>> = {}): Promise<{ url: string }> {
    const { merchant: authAppId, amount } = form;
    if (typeof authAppId !== 'string' || typeof amount !== 'string' || !/^\d{1,8}\.\d\d$/.test(amount)) {
      throw new BadRequestException('merchant and amount, such as 8.80, are required');
    }
    const id = `order_${randomUUID().replaceAll('-', '')}`;
    const { qr_code: qrCode = '' } = await this.#tradesOf(authAppId).precreate({
      out_trade_no: id,
      subject: 'Tea 茶',
      total_amount: amount,
      notify_url: `${this.settings.baseUrl}/alipay/notify/${this.authorizations.appId}`,
    });
    this.orders.add({ id, authAppId, amount, qrCode, status: 'WAIT_BUYER_PAY' });
    return { url: `/orders/${id}` };
  }

  @Get('orders/:id')
  async show(@Param('id') id: string): Promise<string> {
    const order = this.#order(id);
    const title = `${order.amount} yuan: ${order.status}`;
    if (order.status !== 'WAIT_BUYER_PAY') return page(title, refundForm(order));
    const qrCode = await QRCode.toString(order.qrCode, { type: 'svg', width: 240 });
    const buyerPage = `<a href="${text(order.qrCode)}">open the buyer's page</a>`;
    return page(title, `${qrCode}<p>Scan to pay, or ${buyerPage}. Then reload this page.</p>`);
  }

  @Post('orders/:id/refund')
  @Redirect('', HttpStatus.SEE_OTHER)
  async refund(@Param('id') id: string): Promise<{ url: string }> {
    const { authAppId, amount } = this.#order(id);
    // Repeating the request with the same number refunds once.
    await this.#tradesOf(authAppId).refund({ out_trade_no: id, refund_amount: amount, out_request_no: `${id}_1` });
    return { url: `/orders/${id}` };
  }

  #order(id: string): Order {
    const order = this.orders.get(id);
    if (order === undefined) throw new NotFoundException('There is no such order');
    return order;
  }

  #tradesOf(authAppId: string): AlipayTradeApi {
    return new AlipayTradeApi(this.authorizations.vault.merchant(this.authorizations.appId, authAppId));
  }
}

const refundForm = ({ id, status }: Order): string =>
  status === 'TRADE_SUCCESS' ? `<form method="post" action="/orders/${id}/refund"><button>Refund</button></form>` : '';
