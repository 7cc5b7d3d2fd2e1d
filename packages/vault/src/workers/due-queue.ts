import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';

/** Keys that are read at a time. */
const page = 1_000;
/** Of what was read that is taken: others who share the database read the same at the same time. */
const takenShare = 1 / 5;
const leastTaken = 32;

/** The authorizations of an application that are due, until none is left or so many were taken; each is taken once. */
export class DueQueue {
  readonly #context: VaultContext;
  readonly #appId: string;
  readonly #limit: number;
  readonly #taken = new Set<string>();
  #keys: AuthorizationKey[] = [];
  #isOver = false;
  #filling: Promise<void> | undefined;

  constructor(context: VaultContext, appId: string, limit: number) {
    this.#context = context;
    this.#appId = appId;
    this.#limit = limit;
  }

  /** How many were taken so far. */
  get taken(): number {
    return this.#taken.size;
  }

  /** Whether more may be due than were taken. */
  get isCut(): boolean {
    return this.taken >= this.#limit;
  }

  async next(): Promise<AuthorizationKey | undefined> {
    while (!this.#isOver) {
      const key = this.#keys.shift();
      if (key !== undefined || this.isCut) return key;
      this.#filling ??= this.#fill().finally(() => {
        this.#filling = undefined;
      });
      await this.#filling;
    }
    return undefined;
  }

  /** Nothing is taken any more. */
  close(): void {
    this.#isOver = true;
  }

  async #fill(): Promise<void> {
    const due = (await this.#findDue()).filter((authAppId) => !this.#taken.has(authAppId));
    if (due.length === 0) this.#isOver = true;
    const count = Math.min(this.#limit - this.taken, Math.max(leastTaken, Math.ceil(due.length * takenShare)));
    for (const authAppId of shuffled(this.#context, due).slice(0, count)) {
      this.#taken.add(authAppId);
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
        .where((where) => where.or([where('claim_until', 'is', null), where('claim_until', '<=', store.now)]))
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
