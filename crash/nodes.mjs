import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { killPoints } from '@lingpai/vault';
import { Conversation, Gone } from './conversation.mjs';

/** How often a node that is killed at a kill point passes it before. */
const passes = { 'before-outbox': 2, 'after-outbox': 2, 'before-delivery': 4, 'after-delivery': 4 };
/** A node that does not come to its kill point is killed anyway; milliseconds. */
const longestLife = 600;
/** How long a node runs that is killed at any instant; milliseconds. */
const anyInstant = [20, 450];
/** The same for one that lives long enough for others to meet it in the middle of something slow. */
const longLife = [1_500, 4_000];

/** The nodes of an application: kept alive, killed, started again. */
export class Nodes {
  #options;
  #slots;
  #spares = [];
  #stopped = false;
  #planned = false;
  kills = {};
  /** Ends that nobody planned, which must not happen. */
  crashes = [];
  failedStarts = 0;

  /** @param options `path` (of the module), `count`, `folder`, `database`, `applications`, `masterKeys`, `random`, `offset` (a function), `onKill` */
  constructor(options) {
    this.#options = options;
    this.#slots = Array.from({ length: options.count }, (_, index) => ({ index, starts: 0, skew: 0 }));
    mkdirSync(options.folder, { recursive: true });
  }

  get count() {
    return this.#slots.length;
  }

  get killed() {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0);
  }

  get eventsFile() {
    return join(this.#options.folder, 'events.jsonl');
  }

  get receivedFile() {
    return join(this.#options.folder, 'received.jsonl');
  }

  get reportsFile() {
    return join(this.#options.folder, 'reports.jsonl');
  }

  spoolDirectories() {
    return this.#slots.map(({ index }) => this.#spoolDirectory(index));
  }

  /** Those that have the vault open. */
  ready() {
    return this.#slots.filter(({ port }) => port !== undefined);
  }

  /** From now on nodes are killed, or not; also those that are up. */
  async start({ planned, random = this.#options.random }) {
    this.#planned = planned;
    this.#options.random = random;
    if (planned) for (const slot of this.ready()) this.#killLater(slot, slot.child, random.between(...anyInstant));
    await Promise.all(this.#slots.filter(({ child }) => child === undefined).map((slot) => this.#open(slot)));
  }

  /** All of them at this instant; they are not started again until `start`. */
  async killAll() {
    this.#stopped = true;
    await Promise.all(this.#slots.map((slot) => this.#kill(slot)));
    await Promise.all(this.#slots.map(({ opening }) => opening));
    await Promise.all(this.#slots.map((slot) => this.#kill(slot)));
    this.#stopped = false;
  }

  /** Tells every node, and waits until it has heard or is gone. Those that are just starting hear it too. */
  async tell(kind, content) {
    const up = this.#slots.filter(({ child }) => child !== undefined);
    await Promise.all(up.map(({ conversation }) => conversation.ask(kind, content).catch(ignoreGone)));
  }

  /** Tells every node the time, each with the error of its own clock. */
  async tellClocks() {
    await Promise.all(this.#slots.map((slot) => this.#tellClock(slot)));
  }

  /** @param ms by which the clock of the node with that index is wrong, also when it starts again */
  async setSkew(index, ms) {
    const slot = this.#slots[index];
    slot.skew = ms;
    await this.#tellClock(slot);
  }

  async #tellClock({ child, conversation, skew }) {
    if (child === undefined) return;
    await conversation.ask('clock', { offset: this.#options.offset() + skew }).catch(ignoreGone);
  }

  /** Stops a node that is up for so many milliseconds and lets it go on. @returns whether there was one */
  async freeze(random, ms) {
    const slot = random.pick(this.ready().filter(({ killed, isFrozen }) => killed === undefined && !isFrozen));
    if (slot === undefined) return false;
    const { child } = slot;
    clearTimeout(slot.timer);
    slot.isFrozen = true;
    child.kill('SIGSTOP');
    await pause(ms);
    child.kill('SIGCONT');
    slot.isFrozen = false;
    if (this.#planned && slot.child === child) this.#killLater(slot, child, random.between(...anyInstant));
    return true;
  }

  async close() {
    this.#stopped = true;
    for (const child of [...this.#spares.splice(0), ...this.#slots.map(({ child }) => child)]) child?.kill('SIGKILL');
    await Promise.all(this.#slots.map(({ opening }) => opening));
    for (const { child } of this.#slots) child?.kill('SIGKILL');
  }

  #spoolDirectory(index) {
    return join(this.#options.folder, `spool-${index}`);
  }

  /** A process that has loaded everything, so that the next node is there at once. */
  #takeChild() {
    const child = this.#spares.find(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    this.#spares = this.#spares.filter((spare) => spare !== child && spare.exitCode === null);
    if (this.#spares.length < this.#slots.length) this.#spares.push(forkNode(this.#options.path));
    return child ?? forkNode(this.#options.path);
  }

  async #open(slot) {
    slot.opening = this.#tryOpen(slot);
    await slot.opening;
  }

  async #tryOpen(slot) {
    while (!this.#stopped) {
      const { database, applications, masterKeys, offset, random } = this.#options;
      const child = this.#takeChild();
      const conversation = new Conversation(child);
      const plan = this.#planned ? this.#newPlan() : undefined;
      slot.starts += 1;
      const isBehind = this.#planned && masterKeys.previous !== undefined && random.chance(0.4);
      const options = {
        node: slot.index,
        database,
        applications,
        masterKeys: masterKeys.options(isBehind ? masterKeys.previous : undefined),
        offset: offset() + slot.skew,
        plan: plan?.at,
      };
      try {
        Object.assign(slot, { child, conversation, killed: undefined });
        child.once('exit', (code, signal) => this.#onExit(slot, child, { code, signal, plan }));
        const { port } = await conversation.ask('open', {
          ...options,
          seed: `${this.#options.seed} ${slot.index} ${slot.starts}`,
          eventsFile: this.eventsFile,
          reportsFile: this.reportsFile,
          receivedFile: this.receivedFile,
          spoolDirectory: this.#spoolDirectory(slot.index),
        });
        slot.port = port;
        if (plan !== undefined) this.#killLater(slot, child, plan.life);
        return;
      } catch (error) {
        if (slot.child === child) slot.child = undefined;
        if (error instanceof Gone) return;
        // The database was cut off just then, or locked.
        this.failedStarts += 1;
        slot.killed = 'failed start';
        child.kill('SIGKILL');
        if (error.code !== 'database') this.crashes.push(`a node did not start: ${error.message}`);
      }
    }
  }

  #newPlan() {
    const { random } = this.#options;
    if (random.chance(0.15)) return { life: random.between(...longLife) };
    if (random.chance(0.3)) return { life: random.between(...anyInstant) };
    const point = random.pick(killPoints);
    return { at: { point, count: random.between(1, passes[point] ?? 3) }, life: longestLife };
  }

  #killLater(slot, child, milliseconds) {
    slot.timer = setTimeout(() => this.#kill(slot, child), milliseconds);
  }

  async #kill(slot, child = slot.child) {
    if (child === undefined || slot.child !== child || slot.killed !== undefined) return;
    slot.killed = 'any instant';
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await ended;
  }

  #onExit(slot, child, { code, signal, plan }) {
    if (slot.child !== child && slot.killed !== 'failed start') return;
    clearTimeout(slot.timer);
    const how = slot.killed ?? (signal === 'SIGKILL' && plan?.at !== undefined ? plan.at.point : undefined);
    Object.assign(slot, { child: undefined, port: undefined, conversation: undefined });
    if (how === 'failed start') return;
    if (how === undefined) this.crashes.push(`a node ended by itself: code ${code}, signal ${signal}`);
    else {
      this.kills[how] = (this.kills[how] ?? 0) + 1;
      this.#options.onKill(how);
    }
    if (!this.#stopped) this.#open(slot);
  }
}

function forkNode(path) {
  return fork(path, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function ignoreGone(error) {
  if (!(error instanceof Gone)) throw error;
}
