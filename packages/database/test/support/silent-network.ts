import { connect, createServer, type Server, type Socket } from 'node:net';

const defaultPorts: Readonly<Record<string, number>> = { 'postgres:': 5432, 'mysql:': 3306 };

/** A network that can swallow packets: connections stay, and nothing arrives. */
export class SilentNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;

  constructor(target: URL) {
    this.#server = createServer((incoming) => {
      const outgoing = connect(Number(target.port) || defaultPorts[target.protocol] || 0, target.hostname);
      for (const [from, to] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
        from.on('data', (data) => {
          if (!this.#isSilent) to.write(data);
        });
      }
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  set isSilent(silent: boolean) {
    this.#isSilent = silent;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
