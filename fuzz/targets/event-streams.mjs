import { isDeepStrictEqual } from 'node:util';
import { AlipayContentError, AlipayTransportError } from '@lingpai/alipay';
import { expectThat, refusedOr } from '../expectations.mjs';
import { clientOver } from '../keys.mjs';
import { mutateBytes } from '../mutate.mjs';

const sample = Buffer.from(
  ': comment\nid: 1\nevent: delta\ndata: {"text":"你好"}\n\ndata: a\r\ndata: b\r\n\r\nretry: 3000\rdata:c\r\r\ufeffdata: €\n\nid\ndata\n\n',
);

/** Event streams: however the bytes are cut into chunks, the same events come out. */
export const eventStreams = {
  make(random) {
    let body = sample;
    for (let count = random.below(3); count > 0; count -= 1)
      body = Buffer.concat([body, sample.subarray(random.below(40))]);
    body = mutateBytes(body, random);
    const cuts = Array.from({ length: random.below(8) }, () => random.below(body.length + 1)).toSorted((a, b) => a - b);
    return { body, cuts, maxEventLength: random.chance(0.2) ? 8 + random.below(40) : undefined };
  },
  async run({ body, cuts, maxEventLength }) {
    const chunks = [0, ...cuts].map((start, index) => body.subarray(start, cuts[index] ?? body.length));
    const whole = await eventsOf([body], maxEventLength);
    const cut = await eventsOf(chunks, maxEventLength);
    expectThat(isDeepStrictEqual(whole, cut), `other events when cut: ${JSON.stringify([whole, cut]).slice(0, 400)}`);
    for (const event of whole?.value ?? []) {
      const { retry } = event;
      expectThat(retry === undefined || (Number.isInteger(retry) && retry >= 0), `retry is ${retry}`);
    }
  },
};

let current = [];
const client = clientOver(
  Object.assign(() => Promise.reject(new Error('not a stream')), {
    stream: async () => {
      const chunks = current;
      return {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: (async function* () {
          yield* chunks;
        })(),
      };
    },
  }),
);

function eventsOf(chunks, maxEventLength) {
  /** @type {import('@lingpai/alipay').StreamOptions} */
  const options = { acceptUnsigned: true, ...(maxEventLength === undefined ? {} : { maxEventLength }) };
  return refusedOr(
    async () => {
      current = chunks;
      const events = [];
      for await (const event of client.stream({ method: 'GET', path: '/v3/stream/x' }, options)) events.push(event);
      return events;
    },
    (error) => error instanceof AlipayContentError || error instanceof AlipayTransportError,
  );
}
