const interesting = [
  '',
  '\0',
  'null',
  '{}',
  '[]',
  '""',
  '0',
  '-1',
  '1e999',
  '\u2028',
  '&sign=',
  ',sign=',
  '\r\n',
  '%',
  '%00',
  '+',
];

/** Changes bytes in one to four places. */
export function mutateBytes(bytes, random) {
  let changed = Buffer.from(bytes);
  for (let count = 1 + random.below(4); count > 0; count -= 1) changed = changeOnce(changed, random);
  return changed;
}

function changeOnce(bytes, random) {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(random.chance(0.2) ? 200 : 4));
  const head = bytes.subarray(0, at);
  switch (random.below(7)) {
    case 0: // another byte
      return at < bytes.length ? Buffer.concat([head, random.bytes(1), bytes.subarray(at + 1)]) : random.bytes(1);
    case 1: // one bit
      if (at === bytes.length) return bytes;
      return Buffer.concat([head, Buffer.from([bytes[at] ^ (1 << random.below(8))]), bytes.subarray(at + 1)]);
    case 2: // taken out
      return Buffer.concat([head, bytes.subarray(end)]);
    case 3: // twice
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    case 4: // cut off
      return head;
    case 5: // something in between
      return Buffer.concat([head, Buffer.from(random.pick(interesting)), bytes.subarray(at)]);
    default: // moved to another place
      return Buffer.concat([bytes.subarray(end), bytes.subarray(at, end), head]);
  }
}

export function mutateText(text, random) {
  return mutateBytes(Buffer.from(text), random).toString('utf8');
}

/** Changes one value, one name, or leaves one out. */
export function mutateRecord(record, random) {
  const names = Object.keys(record);
  const name = random.pick(names);
  const { [name]: value = '', ...rest } = record;
  switch (random.below(4)) {
    case 0:
      return rest;
    case 1:
      return { ...record, [name]: random.pick(interesting) };
    case 2:
      return { ...rest, [mutateText(name, random)]: value };
    default:
      return { ...record, [name]: mutateText(value, random) };
  }
}
