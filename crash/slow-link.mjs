import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A network between the nodes and a server, which can be slow or swallow everything for a while.
 *
 * @param target `host` and `port` of the server
 * @returns `port`, `slow(ms)` (each packet takes that much longer), `hold()` (nothing passes until `free()`), `free()`, `close()`
 */
export async function startSlowLink({ host, port }) {
  const sockets = new Set();
  let latency = 0;
  let held;
  const server = createServer((near) => {
    const far = connect({ host, port });
    join(near, far);
    join(far, near);
  });

  function join(from, to) {
    sockets.add(from);
    let last = Promise.resolve();
    from.on('data', (chunk) => {
      last = last.then(async () => {
        if (latency > 0) await pause(latency);
        await held?.promise;
        if (to.writable) to.write(chunk);
      });
    });
    from.on('end', () => last.then(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      last.then(() => to.destroy());
    });
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: /** @type {import('node:net').AddressInfo} */ (server.address()).port,
    slow(ms) {
      latency = ms;
    },
    hold() {
      held ??= newGate();
    },
    free() {
      latency = 0;
      held?.open();
      held = undefined;
    },
    close() {
      held?.open();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function newGate() {
  let open;
  const promise = new Promise((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
