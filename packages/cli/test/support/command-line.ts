import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/lingpai.js', import.meta.url));

/** Where a command runs; by default in the folder and the environment of the tests, in English. */
export interface CommandPlace {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A run of the command line, as in a terminal. */
export class CommandLine {
  readonly process: ChildProcess;
  #output = '';
  #errors = '';
  readonly #exited: Promise<unknown[]>;

  constructor(...given: readonly (string | CommandPlace)[]) {
    const { folder, environment }: CommandPlace = given.find((one) => typeof one === 'object') ?? {};
    const args = given.filter((one) => typeof one === 'string');
    this.process = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#exited = once(this.process, 'close');
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /** Resolves when standard output holds `text`; rejects when the process ends before. */
  async until(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      const ended = await Promise.race([
        this.#exited.then(() => true),
        once(this.process.stdout ?? this.process, 'data').then(() => false),
      ]);
      if (ended && !this.#output.includes(text)) throw new Error(`ended without "${text}": ${this.#errors}`);
    }
  }

  /** The exit code, once the process has ended. */
  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.process.exitCode;
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    return this.exitCode();
  }
}
