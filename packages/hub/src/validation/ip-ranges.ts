import { BlockList, isIP } from 'node:net';

/** Addresses and networks such as `10.0.0.0/8`. */
export interface IpRanges {
  includes(address: string): boolean;
}

/** @throws TypeError showing the range that is none */
export function parseRanges(ranges: readonly string[]): IpRanges {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix, ...rest] = range.split('/');
    const family = familyOf(address);
    const longest = family === 'ipv4' ? 32 : 128;
    const length = prefix === undefined ? longest : Number(prefix);
    if (family === undefined || rest.length > 0 || !/^\d*$/.test(prefix ?? '') || prefix === '' || length > longest) {
      throw new TypeError(`expected addresses or networks such as 10.0.0.0/8, found ${JSON.stringify(range)}`);
    }
    list.addSubnet(address, length, family);
  }
  return {
    includes(address) {
      const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
      const family = familyOf(plain);
      return family !== undefined && list.check(plain, family);
    },
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
