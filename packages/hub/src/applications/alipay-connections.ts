import { type Transport, undiciTransport } from '@lingpai/alipay';

/** Milliseconds that an idle connection is kept; below the usual 60 s of servers, so that they rarely close first. */
const idleTimeout = 30_000;

/** The connections to Alipay that all applications of a node share. */
export interface AlipayConnections {
  readonly transport: Transport;
  /** Closes them once nothing is under way. */
  close(): Promise<void>;
}

export async function openAlipayConnections(): Promise<AlipayConnections> {
  // Loads the runtime's `fetch`. Where that has no dispatcher yet, undici gives it its own, of another version.
  void new Request('http://127.0.0.1');
  const { Agent } = await import('undici');
  const agent = new Agent({ keepAliveTimeout: idleTimeout, keepAliveMaxTimeout: idleTimeout });
  return { transport: undiciTransport(agent), close: () => agent.close() };
}
