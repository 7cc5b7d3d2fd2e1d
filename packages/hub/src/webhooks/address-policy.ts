import { BlockList, isIP } from 'node:net';
import type { HubSettings } from '../config/settings-schema.js';
import { parseRanges } from '../validation/ip-ranges.js';
import { parsePorts } from '../validation/port-ranges.js';

/**
 * IPv4 addresses that are not on the public internet (IANA's special-purpose registry), or that clouds give their metadata
 * services.
 */
const refusedIpv4 = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT; a metadata service at 100.100.100.200
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // a cloud's host
  ['169.254.0.0', 16], // link-local; metadata services at 169.254.169.254
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const;

/** Of IPv6, only this is global: loopback, mapped IPv4, NAT64, private, link-local and multicast addresses are outside of it. */
const globalIpv6 = ['2000::', 3] as const;

/** Parts of it that are not, or that lead to an IPv4 address. */
const refusedIpv6 = [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
] as const;

const refused = new BlockList();
for (const [network, prefix] of refusedIpv4) refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of refusedIpv6) refused.addSubnet(network, prefix, 'ipv6');
const global = new BlockList();
global.addSubnet(...globalIpv6, 'ipv6');

/** Where webhooks may go. */
export interface AddressPolicy {
  /** Whether a connection to an IP address is permitted. */
  permits(address: string): boolean;
  /** @returns what is wrong with the address of a receiver; `undefined` when nothing is, as far as it can be seen */
  problemOf(url: string): string | undefined;
}

export function addressPolicy({ allowedNetworks, allowPlainHttp, ports }: HubSettings['webhooks']): AddressPolicy {
  const allowed = parseRanges(allowedNetworks);
  const permitted = parsePorts(ports);
  const permits = (address: string) => allowed.includes(address) || isPublic(address);
  return {
    permits,
    problemOf(text) {
      if (!URL.canParse(text)) return 'expected an address such as https://shop.example.com/webhooks';
      const url = new URL(text);
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'expected an address that begins with https://';
      if (url.protocol === 'http:' && !allowPlainHttp) {
        return 'expected https://; the setting webhooks.allowPlainHttp permits http://';
      }
      if (url.username !== '' || url.password !== '') return 'expected an address without a user name and a password';
      if (url.hash !== '') return 'expected an address without a fragment';
      if (!permitted.includes(portOf(url))) return `the setting webhooks.ports does not permit port ${portOf(url)}`;
      const host = hostOf(url);
      if (isIP(host) !== 0 && !permits(host)) {
        return 'the address is private; the setting webhooks.allowedNetworks permits networks by name';
      }
      return undefined;
    },
  };
}

/** The host without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !refused.check(address, 'ipv4');
  return version === 6 && global.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
