/** Ports such as `80,443,8000-8999`. */
export interface PortRanges {
  includes(port: number): boolean;
}

/** @throws TypeError showing the range that is none */
export function parsePorts(text: string): PortRanges {
  const ranges = text.split(',').map((range) => {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from >= 1 && from <= to && to <= 65_535)) {
      throw new TypeError(`expected ports such as 80,443,8000-8999, found ${JSON.stringify(range)}`);
    }
    return { from, to };
  });
  return { includes: (port) => ranges.some(({ from, to }) => from <= port && port <= to) };
}
