import { nodeTransport, type Transport } from '@lingpai/alipay';

export interface HeldResponses {
  readonly transport: Transport;
  readonly letThrough: () => void;
  /** Cuts the connections on which they are. */
  readonly lose: () => void;
}

/** Carries requests at once; the responses to those of a grant type are on their way until they are let through. */
export function holdResponses(grantType: string): HeldResponses {
  const send = nodeTransport();
  let letThrough = (): void => undefined;
  let lose = (): void => undefined;
  const held = new Promise<void>((resolve, reject) => {
    letThrough = resolve;
    lose = () => reject(new Error('socket hang up'));
  });
  held.catch(() => undefined);
  const transport: Transport = async (request) => {
    const { body } = request;
    const text = body instanceof Uint8Array ? Buffer.from(body).toString() : String(body);
    const response = await send(request);
    if (text.includes(`"grant_type":"${grantType}"`)) await held;
    return response;
  };
  return { transport, letThrough, lose };
}
