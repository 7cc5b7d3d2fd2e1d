import { service } from '../../../lib/service';

async function respond(request: Request): Promise<Response> {
  const { alipay } = await service();
  return alipay(request);
}

/** Merchants come back. */
export const GET = respond;
/** Alipay posts: the vault stores and applies what concerns authorizations, and hands trades to the orders. */
export const POST = respond;
