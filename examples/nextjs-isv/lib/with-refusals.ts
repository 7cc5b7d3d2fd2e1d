import { isAlipayApiError } from '@lingpai/alipay';
import { isVaultError } from '@lingpai/vault';

/** What Alipay or the vault refuses gets a response with its code; nothing else of an error leaves the service. */
export async function withRefusals(respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    if (!isAlipayApiError(error) && !isVaultError(error)) throw error;
    console.error(error.code);
    return new Response(`Refused: ${error.code}`, { status: 502 });
  }
}
