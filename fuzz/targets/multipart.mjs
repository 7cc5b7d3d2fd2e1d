import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { AlipayContentError } from '@lingpai/alipay';
import { expectThat, refusedOr } from '../expectations.mjs';
import { clientOver } from '../keys.mjs';

const sent = [];
const escapes = [
  ['\n', '%0A'],
  ['\r', '%0D'],
  ['"', '%22'],
  ['\\', '%5C'],
];
const client = clientOver(async ({ headers, body }) => {
  const chunks = body instanceof Uint8Array ? [body] : await collect(body);
  sent.push({ headers, body: Buffer.concat(chunks) });
  return { status: 500, headers: {}, body: Buffer.from('') };
});

/** Names, types and contents of files: what is refused is a `TypeError`, and what is sent reads back as it was given. */
export const multipart = {
  make: (random) => ({
    part: random.chance(0.5) ? 'file_content' : random.text(1 + random.below(12)),
    filename: random.chance(0.2) ? undefined : random.text(random.below(24)),
    contentType: random.chance(0.7) ? undefined : random.text(1 + random.below(16)),
    content: random.chance(0.3) ? Buffer.from(`\r\n--${random.text(8)}\r\n`) : random.bytes(random.below(300)),
    description: random.text(random.below(40)),
  }),
  async run({ part, filename, contentType, content, description }) {
    sent.length = 0;
    /** @type {any} */
    const file = Object.fromEntries(
      Object.entries({ content, filename, contentType }).filter(([, value]) => value !== undefined),
    );
    await refusedOr(
      () =>
        client.request({
          method: 'POST',
          path: '/v3/alipay/open/file/upload',
          body: { description },
          files: { [part]: file },
        }),
      (error) => error instanceof TypeError || error instanceof AlipayContentError,
    );
    const [request] = sent;
    if (request === undefined) return;
    const length = request.headers['content-length'];
    expectThat(length === undefined || Number(length) === request.body.length, `content-length is ${length}`);
    const read = await readForm(request);
    expectThat(
      read.fields.length === 1 && read.files.length === 1,
      `${read.fields.length} fields, ${read.files.length} files`,
    );
    expectThat(read.fields[0][0] === 'data', `the part data is ${read.fields[0][0]}`);
    expectThat(JSON.parse(read.fields[0][1]).description === description, 'the description changed');
    const escaped = escapes.reduce((name, [from, to]) => name.replaceAll(from, to), part);
    expectThat(read.files[0].name === escaped, `the part is ${JSON.stringify(read.files[0].name)}`);
    expectThat(read.files[0].content.equals(content), 'the content changed');
  },
};

async function collect(body) {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks;
}

function readForm({ headers, body }) {
  return new Promise((resolve, reject) => {
    const fields = [];
    const files = [];
    const parser = new Busboy({ headers });
    parser.on('field', (name, value) => fields.push([name, value]));
    parser.on('file', (name, stream) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => files.push({ name, content: Buffer.concat(chunks) }));
    });
    parser.on('finish', () => resolve({ fields, files }));
    parser.on('error', reject);
    Readable.from([body]).pipe(parser);
  });
}
