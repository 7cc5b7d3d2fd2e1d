import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Conversation, Gone } from '../conversation.mjs';

/** The share by which the time between two kills differs from the average, so that they meet every instant of what repeats. */
const spread = 0.5;
/** The share of kills that leave another node up. */
const afterAllStarted = 0.9;
/** Milliseconds until the next attempt to kill, as long as a node is not up. */
const retry = 20;

/** The nodes of a hub: one is killed at intervals, and started again at once. */
export class HubNodes {
  #options;
  #slots;
  #spare;
  #stopped = false;
  #timer;
  killed = 0;
  /** Ends that nobody planned. */
  crashes = [];
  failedStarts = 0;

  /** @param options `path` (of the module), `count`, `folder`, `settings` (shared by all), `interval` (milliseconds between kills), `offset` (a function) */
  constructor(options) {
    this.#options = options;
    this.#slots = Array.from({ length: options.count }, (_, index) => ({ index }));
    mkdirSync(options.folder, { recursive: true });
    for (const { index } of this.#slots) {
      const spoolDirectory = join(options.folder, `spool-${index}`);
      writeFileSync(this.#file(index), JSON.stringify({ ...options.settings, spoolDirectory }));
    }
  }

  get count() {
    return this.#slots.length;
  }

  get reportsFile() {
    return join(this.#options.folder, 'log.jsonl');
  }

  spoolDirectories() {
    return this.#slots.map(({ index }) => join(this.#options.folder, `spool-${index}`));
  }

  /** Those that listen. */
  ready() {
    return this.#slots.filter(({ port }) => port !== undefined);
  }

  /** All are up. */
  async start() {
    this.#stopped = false;
    await Promise.all(this.#slots.map((slot) => (slot.child === undefined ? this.#open(slot) : slot.opening)));
  }

  /** From now on one is killed at intervals, usually when all are up again. @param random decides when and which */
  startKilling(random) {
    const { interval } = this.#options;
    const wait = () => {
      const waitsForAll = random.chance(afterAllStarted);
      const turn = () => {
        const up = this.ready();
        const isTime = up.length === this.count || (up.length > 0 && !waitsForAll);
        if (!isTime) return this.#wait(turn, retry);
        this.#kill(random.pick(up));
        wait();
      };
      this.#wait(turn, Math.round(interval * (1 - spread + 2 * spread * random.share())));
    };
    wait();
  }

  #wait(turn, milliseconds) {
    this.#timer = setTimeout(turn, milliseconds);
  }

  stopKilling() {
    clearTimeout(this.#timer);
  }

  /** All of them at this instant; they are not started again until `start`. */
  async killAll() {
    this.stopKilling();
    this.#stopped = true;
    await Promise.all(this.#slots.map(({ opening }) => opening));
    await Promise.all(this.#slots.map((slot) => this.#kill(slot)));
  }

  /** One after the other stops as it does for a new version, and starts again. */
  async restart() {
    for (const slot of this.ready()) {
      slot.port = undefined;
      const { port } = await slot.conversation.ask('restart');
      slot.port = port;
    }
  }

  /** Tells every node the time. */
  async tellClocks() {
    const up = this.#slots.filter(({ child }) => child !== undefined);
    const content = { offset: this.#options.offset() };
    await Promise.all(up.map(({ conversation }) => conversation.ask('clock', content).catch(ignoreGone)));
  }

  async close() {
    await this.killAll();
    this.#spare?.kill('SIGKILL');
  }

  #file(index) {
    return join(this.#options.folder, `node-${index}.json`);
  }

  async #open(slot) {
    slot.opening = this.#tryOpen(slot);
    await slot.opening;
  }

  async #tryOpen(slot) {
    while (!this.#stopped) {
      const child = this.#takeChild();
      const conversation = new Conversation(child);
      Object.assign(slot, { child, conversation, isKilled: false });
      child.once('exit', (code, signal) => this.#onExit(slot, child, { code, signal }));
      try {
        const { port } = await conversation.ask('open', {
          file: this.#file(slot.index),
          logFile: this.reportsFile,
          offset: this.#options.offset(),
        });
        await conversation.ask('clock', { offset: this.#options.offset() });
        slot.port = port;
        return;
      } catch (error) {
        if (error instanceof Gone) return;
        this.failedStarts += 1;
        this.crashes.push(`a node did not start: ${error.message}`);
        slot.isKilled = true;
        child.kill('SIGKILL');
        slot.child = undefined;
      }
    }
  }

  /** A process that has loaded everything, so that the next node is there sooner. */
  #takeChild() {
    const { exitCode = 1, signalCode = null } = this.#spare ?? {};
    const child = exitCode === null && signalCode === null ? this.#spare : this.#fork();
    this.#spare = this.#fork();
    return child;
  }

  #fork() {
    return fork(this.#options.path, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  async #kill(slot) {
    const { child } = slot;
    if (child === undefined || slot.isKilled) return;
    slot.isKilled = true;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  #onExit(slot, child, { code, signal }) {
    if (slot.child !== child) return;
    const { isKilled } = slot;
    Object.assign(slot, { child: undefined, port: undefined, conversation: undefined });
    if (isKilled) this.killed += 1;
    else this.crashes.push(`a node ended by itself: code ${code}, signal ${signal}`);
    if (!this.#stopped) this.#open(slot);
  }
}

function ignoreGone(error) {
  if (!(error instanceof Gone)) throw error;
}
