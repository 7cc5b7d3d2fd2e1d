import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';

/** Keys that are read at a time. */
const page = 1_000;
/** Share of a page that is taken: other processes read the same page at the same time. */
const takenShare = 1 / 5;
const leastTaken = 32;

/**
 * The authorizations of an application that are due, each taken once, up to a limit. Those that another process has
 * leased are among them: leaving them out would take more than a range of the index.
 */
export class DueQueue {
  readonly #context: VaultContext;
  readonly #appId: string;
  readonly #limit: number;
  readonly #seen = new Set<string>();
  #keys: AuthorizationKey[] = [];
  #isOver = false;

  constructor(context: VaultContext, appId: string, limit: number) {
    this.#context = context;
    this.#appId = appId;
    this.#limit = limit;
  }

  /** How many were taken so far. */
  get taken(): number {
    return this.#seen.size - this.#keys.length;
  }

  /** Whether nothing more is due, as far as is known. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether more can be taken. */
  get isOpen(): boolean {
    return !this.#isOver && this.taken < this.#limit;
  }

  /** Whether there is something to take. */
  async hasAny(): Promise<boolean> {
    if (this.isOpen && this.#keys.length === 0) await this.#fill();
    return this.isOpen;
  }

  /** @returns up to so many; none when there are no more. Not to be called again before it has resolved */
  async take(count: number): Promise<AuthorizationKey[]> {
    return (await this.hasAny()) ? this.#keys.splice(0, count) : [];
  }

  /** Nothing is taken any more. */
  close(): void {
    this.#isOver = true;
  }

  async #fill(): Promise<void> {
    const due = (await this.#findDue()).filter((authAppId) => !this.#seen.has(authAppId));
    if (due.length === 0) this.#isOver = true;
    const count = Math.min(this.#limit - this.taken, Math.max(leastTaken, Math.ceil(due.length * takenShare)));
    for (const authAppId of shuffled(this.#context, due).slice(0, count)) {
      this.#seen.add(authAppId);
      this.#keys.push({ appId: this.#appId, authAppId });
    }
  }

  async #findDue(): Promise<string[]> {
    const { store, clock } = this.#context;
    const rows = await store.read((database) =>
      database
        .selectFrom('authorization')
        .select('auth_app_id')
        .where('app_id', '=', this.#appId)
        .where('due_at', '<=', clock())
        .orderBy('due_at')
        .limit(page)
        .execute(),
    );
    return rows.map(({ auth_app_id }) => auth_app_id);
  }
}

function shuffled<T>({ random }: VaultContext, items: readonly T[]): T[] {
  const places = random(4 * items.length);
  return items
    .map((item, index) => ({ item, place: places.readUInt32BE(4 * index) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
