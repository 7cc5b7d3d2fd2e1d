import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Host names, in lower case, under which the sandbox may be addressed besides `localhost` and IP addresses. */
export type AllowedHosts = ReadonlySet<string>;

const hostName = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/** @throws TypeError naming the entry that is wrong */
export function resolveAllowedHosts(names: readonly string[] = []): AllowedHosts {
  if (!Array.isArray(names)) throw new TypeError('allowedHosts: expected a list of host names');
  const hosts = names.map((name: unknown, index) => {
    const host = typeof name === 'string' ? name.toLowerCase() : '';
    if (hostName.test(host)) return host;
    throw new TypeError(`allowedHosts[${index}]: expected a host name such as "alipay.test", without scheme and port`);
  });
  return new Set(hosts);
}

/**
 * Keeps foreign web pages away from what needs no signature. An attacker can point a name of their own at this machine
 * (DNS rebinding), so a name in the `Host` header must be one that the owner allowed. An IP address cannot be rebound.
 */
export function localOnly(fastify: FastifyInstance, allowedHosts: AllowedHosts): void {
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const host = request.headers.host ?? '';
    if (!isAllowed(host, allowedHosts)) {
      const error = 'Host: expected an IP address, localhost, or a name listed in the option allowedHosts';
      return reply.code(403).send({ error });
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) {
      return reply.code(403).send({ error: 'Origin: requests from other origins are refused' });
    }
    return undefined;
  });
}

function isAllowed(host: string, allowedHosts: AllowedHosts): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return name === 'localhost' || isIP(address) !== 0 || allowedHosts.has(name);
}
