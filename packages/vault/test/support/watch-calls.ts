import { nodeTransport, type Transport } from '@lingpai/alipay';

/** A call at the moment when it was sent. */
export interface WatchedCall {
  /** How many were on their way, with this one. */
  readonly underWay: number;
  /** How many had been answered with a status of 200. */
  readonly succeeded: number;
}

export interface CallWatch {
  readonly transport: Transport;
  /** Oldest first. */
  readonly calls: WatchedCall[];
}

/** Tells how many calls a client makes at the same time. */
export function watchCalls(): CallWatch {
  const send = nodeTransport();
  const calls: WatchedCall[] = [];
  let underWay = 0;
  let succeeded = 0;
  const transport: Transport = async (request) => {
    underWay += 1;
    calls.push({ underWay, succeeded });
    try {
      const response = await send(request);
      if (response.status === 200) succeeded += 1;
      return response;
    } finally {
      underWay -= 1;
    }
  };
  return { transport, calls };
}
