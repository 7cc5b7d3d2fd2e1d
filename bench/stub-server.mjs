// A stub gateway in a process of its own: one fixed signed response for each kind of call, so that both clients meet the
// same server and none of its work counts as theirs. Keys come in over IPC, the port goes out over it.
import { createSign } from 'node:crypto';
import { createServer } from 'node:http';

process.once('message', ({ alipayPrivateKey, responses }) => {
  const prepared = Object.fromEntries(
    Object.entries(responses).map(([path, { status, body, serialNumber }]) => [
      path,
      prepare(status, body, serialNumber),
    ]),
  );

  function prepare(status, text, serialNumber) {
    const body = Buffer.from(text);
    const headers = {
      'content-type': 'application/json',
      'content-length': String(body.length),
      'alipay-timestamp': '1764201600100',
      'alipay-nonce': 'fixed',
      'alipay-trace-id': 'trace',
    };
    const signer = createSign('RSA-SHA256').update('1764201600100\nfixed\n').update(body).update('\n');
    headers['alipay-signature'] = signer.sign(alipayPrivateKey, 'base64');
    if (serialNumber) headers['alipay-sn'] = serialNumber;
    return { status, headers, body };
  }

  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const [path = ''] = (request.url ?? '').split('?');
      const key = request.headers['alipay-encrypt-type'] ? `${path}#encrypted` : path;
      const { status, headers, body } = prepared[key] ?? { status: 404, headers: {}, body: '' };
      response.writeHead(status, headers).end(body);
    });
  });
  // Longer than any contestant waits for its turn: a connection that closes while it is reused would be a failed call.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    process.send?.({ port });
  });
});

process.on('disconnect', () => process.exit(0));
