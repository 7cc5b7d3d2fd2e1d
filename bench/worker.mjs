// One client in a process of its own, so that CPU time and memory are its alone. Told over IPC what to run.
import { clients } from './clients.mjs';

let client;

const commands = {
  async setUp({ name, ...options }) {
    client = await clients[name](options);
    return {};
  },
  /** Makes `calls` calls of a kind, `inFlight` at a time; milliseconds and microseconds of CPU, and bytes of heap after a collection. */
  async run({ kind, calls, inFlight }) {
    const call = client[kind];
    let started = 0;
    const lane = async () => {
      while (started < calls) {
        started += 1;
        await call();
      }
    };
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    await Promise.all(Array.from({ length: inFlight }, lane));
    const wall = performance.now() - before;
    const { user, system } = process.cpuUsage(cpuBefore);
    return { wall, cpu: user + system };
  },
  heap() {
    globalThis.gc?.();
    globalThis.gc?.();
    return { heapUsed: process.memoryUsage().heapUsed };
  },
};

process.on('message', async ({ command, ...parameters }) => {
  try {
    process.send?.({ result: await commands[command](parameters) });
  } catch (error) {
    process.send?.({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
