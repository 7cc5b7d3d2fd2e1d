import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SettingsTree } from '../../src/config/load-settings.js';

const program = fileURLToPath(new URL('../fixtures/hub-node.mjs', import.meta.url));

/** A node of the hub in a process of its own. */
export class HubProcess implements AsyncDisposable {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, ended: Promise<unknown>, address: string) {
    this.#child = child;
    this.#ended = ended;
    this.address = address;
  }

  /** @param dieAt see `hub-node.mjs` */
  static async start(settings: SettingsTree, dieAt?: 'audit-committed'): Promise<HubProcess> {
    const child = fork(program, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    child.send({ settings, dieAt });
    const [message] = await Promise.race([once(child, 'message'), ended]);
    if (typeof Object(message).address !== 'string') throw new Error('the node did not start');
    return new HubProcess(child, ended, message.address);
  }

  /** As if the machine lost its power. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
