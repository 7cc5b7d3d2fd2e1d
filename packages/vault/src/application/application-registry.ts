import type { Application } from '../context/application.js';
import { VaultError } from '../errors/vault-error.js';

/** An application as it is configured now, and the work that is under way with it. */
interface Slot {
  readonly application: Application;
  uses: number;
  /** Whether it is being removed or was replaced: it takes no new work. */
  isEnding: boolean;
  readonly onIdle: (() => void)[];
}

/**
 * The applications that a vault serves. They change while it is used: work that is under way ends with what it began
 * with, and new work begins only with an application that is served.
 */
export class ApplicationRegistry {
  readonly #slots = new Map<string, Slot>();
  readonly #changes = new Map<string, Promise<void>>();

  constructor(applications: Iterable<Application>) {
    for (const application of applications) this.add(application);
  }

  /** Also finds one that is being removed, for the work that is under way. */
  get(appId: string): Application | undefined {
    return this.#slots.get(appId)?.application;
  }

  /** `undefined` for one that is being removed, too. */
  served(appId: string): Application | undefined {
    const slot = this.#slots.get(appId);
    return slot?.isEnding === false ? slot.application : undefined;
  }

  /** Whether this is still how the application is configured. */
  isServed(application: Application): boolean {
    return this.served(application.appId) === application;
  }

  values(): Application[] {
    return [...this.#slots.values()].filter(({ isEnding }) => !isEnding).map(({ application }) => application);
  }

  /** For queries; never empty, because not every engine takes an empty list. No application has an empty id. */
  ids(): string[] {
    return ['', ...this.values().map(({ appId }) => appId)];
  }

  /**
   * Does work that a removal of the application waits for.
   *
   * @throws VaultError `unknown-application`
   */
  async use<T>(appId: string, work: (application: Application) => Promise<T>): Promise<T> {
    const slot = this.#slots.get(appId);
    if (slot === undefined || slot.isEnding) throw unknownApplication(appId);
    slot.uses += 1;
    try {
      return await work(slot.application);
    } finally {
      slot.uses -= 1;
      if (slot.uses === 0) for (const resolve of slot.onIdle.splice(0)) resolve();
    }
  }

  add(application: Application): void {
    this.#slots.set(application.appId, { application, uses: 0, isEnding: false, onIdle: [] });
  }

  /** Takes effect at once. Resolves when the work that began with the former configuration has ended. */
  async replace(application: Application): Promise<void> {
    const former = this.#slots.get(application.appId);
    this.add(application);
    if (former !== undefined) await end(former);
  }

  /** Begins no more work with an application. Resolves when the work that is under way has ended. */
  async remove(appId: string): Promise<void> {
    const slot = this.#slots.get(appId);
    if (slot === undefined) return;
    await end(slot);
    this.#slots.delete(appId);
  }

  /** Makes changes of one application one after the other; begins at once when no other is under way. */
  change<T>(appId: string, make: () => Promise<T>): Promise<T> {
    const before = this.#changes.get(appId);
    const made = before === undefined ? make() : before.then(make);
    const ended = made.then(
      () => undefined,
      () => undefined,
    );
    this.#changes.set(appId, ended);
    void ended.then(() => {
      if (this.#changes.get(appId) === ended) this.#changes.delete(appId);
    });
    return made;
  }

  /** Resolves when no change is under way. */
  async settled(): Promise<void> {
    while (this.#changes.size > 0) await Promise.all(this.#changes.values());
  }
}

async function end(slot: Slot): Promise<void> {
  slot.isEnding = true;
  if (slot.uses > 0) await new Promise<void>((resolve) => slot.onIdle.push(resolve));
}

export function unknownApplication(appId: string): VaultError {
  return new VaultError('unknown-application', 'appId: the vault has no such application', { appId });
}
