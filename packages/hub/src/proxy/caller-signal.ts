import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { HubError } from '../problems/hub-error.js';

const signals = new WeakMap<Socket, AbortSignal>();

/** Aborted when the caller closes its connection. The calls of a connection share one signal. */
export function callerSignal({ raw: { socket } }: FastifyRequest): AbortSignal {
  const known = signals.get(socket);
  if (known !== undefined) return known;
  const gone = new AbortController();
  const abort = () => gone.abort(new HubError('timeout', 'the caller closed the connection'));
  if (socket.destroyed) abort();
  else socket.once('close', abort);
  signals.set(socket, gone.signal);
  return gone.signal;
}
