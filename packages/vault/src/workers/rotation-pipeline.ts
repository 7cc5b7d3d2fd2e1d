import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { reportUnreadable, rotate, rotateLeased } from '../decision/rotate.js';
import { isVaultError } from '../errors/vault-error.js';
import { flushRotations } from '../rotation/apply-rotation.js';
import { leaseRotations } from '../rotation/lease-rotations.js';
import { releaseLeases } from '../rotation/release-leases.js';
import type { LeasedRotation, RotationLease } from '../rotation/rotation-lease.js';
import type { DueQueue } from './due-queue.js';

/** Milliseconds that a stored response waits for others: applying them together costs little more than one. */
const linger = 50;
const day = 24 * 3_600_000;
const request = { reason: 'due', ifDue: true } as const;

export interface LineConditions {
  /** Whether more may be taken from the queue. */
  readonly mayTake: () => boolean;
  /** Whether calls may be made; when not, leases that wait for one are released. */
  readonly mayCall: () => boolean;
}

/**
 * Rotates the authorizations of a queue. While the permitted number of calls is under way, it leases the next
 * authorizations, several at a time, and stores and applies earlier responses.
 */
export class RotationPipeline {
  readonly #context: VaultContext;
  readonly #application: Application;
  readonly #queue: DueQueue;
  readonly #conditions: LineConditions;
  readonly #ready: LeasedRotation[] = [];
  readonly #open = new Set<Promise<void>>();
  #calling = 0;
  #rotated = 0;
  #leasing = false;
  #isEnding = false;
  #wake: () => void = () => undefined;

  constructor(context: VaultContext, application: Application, queue: DueQueue, conditions: LineConditions) {
    this.#context = context;
    this.#application = application;
    this.#queue = queue;
    this.#conditions = conditions;
  }

  /** @returns how many were rotated */
  async run(): Promise<number> {
    while (this.#step()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    await this.#end();
    return this.#rotated;
  }

  /** Starts the work that can start now. @returns whether there is something to wait for */
  #step(): boolean {
    if (!this.#conditions.mayCall()) this.#release();
    while (this.#calling < this.#limit) {
      const lease = this.#ready.shift();
      if (lease === undefined) break;
      this.#track(this.#perform(lease));
    }
    const mayTake = this.#conditions.mayTake() && this.#conditions.mayCall() && this.#queue.isOpen;
    if (mayTake && !this.#leasing && this.#ready.length <= this.#limit / 2) {
      this.#leasing = true;
      this.#track(this.#lease(2 * this.#limit - this.#ready.length));
    }
    return this.#leasing || this.#calling > 0 || this.#ready.length > 0;
  }

  /** Calls at the same time. */
  get #limit(): number {
    return Math.min(this.#context.settings.concurrency, this.#application.circuit.limit);
  }

  /** Every response has arrived: what waits to be stored together is stored now. */
  async #end(): Promise<void> {
    this.#isEnding = true;
    flushRotations(this.#context, this.#application.appId);
    await Promise.all(this.#open);
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#open.delete(tracked));
    this.#open.add(tracked);
  }

  #release(): void {
    const leases = this.#ready.splice(0);
    if (leases.length > 0) this.#track(releaseLeases(this.#context, this.#application.appId, leases));
  }

  async #lease(count: number): Promise<void> {
    try {
      const keys = await this.#queue.take(count);
      const leases = await this.#leaseAll(keys.filter(({ appId, authAppId }) => !this.#isSpooled(appId, authAppId)));
      for (const { key, lease } of leases) {
        if (lease?.kind === 'leased') this.#ready.push(lease);
        else if (lease?.kind === 'unreadable') reportUnreadable(this.#context, key);
        else if (lease === undefined || isUnusual(lease)) this.#track(this.#rotateAlone(key));
      }
    } catch (cause) {
      // Without the database nothing else succeeds now.
      this.#queue.close();
      this.#report(cause);
    } finally {
      this.#leasing = false;
      this.#wake();
    }
  }

  /** A response in the spool has to be stored before the next rotation. */
  #isSpooled(appId: string, authAppId: string): boolean {
    return this.#context.spool.holds(appId, authAppId);
  }

  /** @returns the leases; without leases when one of them made the transaction fail */
  async #leaseAll(keys: readonly AuthorizationKey[]): Promise<{ key: AuthorizationKey; lease?: RotationLease }[]> {
    if (keys.length === 0) return [];
    const wanted = keys.map(({ authAppId }) => ({ authAppId, request }));
    try {
      const leases = await leaseRotations(this.#context, this.#application.appId, wanted, { skipLocked: true });
      return keys.map((key, index) => ({ key, ...(leases[index] ? { lease: leases[index] } : {}) }));
    } catch (error) {
      const isUnavailable = isVaultError(error) && this.#context.store.errorKind(error.cause) === 'unavailable';
      if (keys.length === 1 || isUnavailable) throw error;
      return keys.map((key) => ({ key }));
    }
  }

  async #perform(lease: LeasedRotation): Promise<void> {
    this.#calling += 1;
    let isCalling = true;
    const leave = () => {
      if (isCalling) this.#calling -= 1;
      isCalling = false;
      this.#wake();
    };
    try {
      await rotateLeased(this.#context, lease, {
        onReceived: leave,
        linger: () => (this.#isEnding ? 0 : linger),
      });
      this.#rotated += 1;
    } catch (cause) {
      reportUnexpected(this.#context, lease.key, cause);
    } finally {
      leave();
    }
  }

  async #rotateAlone(key: AuthorizationKey): Promise<void> {
    if (await rotateQuietly(this.#context, key)) this.#rotated += 1;
  }

  #report(cause: unknown): void {
    const { appId } = this.#application;
    this.#context.report({ kind: 'worker', appId, message: 'nothing could be leased to be rotated', cause });
  }
}

/** Another step has to come before the rotation. */
function isUnusual({ kind }: RotationLease): boolean {
  return kind === 'received' || kind === 'unresolved';
}

/** A failure is stored with the authorization, which is tried again later. @returns whether the rotation succeeded */
export async function rotateQuietly(context: VaultContext, key: AuthorizationKey): Promise<boolean> {
  try {
    await rotate(context, key, request);
    return true;
  } catch (cause) {
    if (isVaultError(cause, 'tampered')) await setAside(context, key, cause);
    else reportUnexpected(context, key, cause);
    return false;
  }
}

/** Reported once a day. The column is not among those that the row's code covers. */
async function setAside(
  { store, clock, report }: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  { message }: Error,
): Promise<void> {
  report({ kind: 'tampered', appId, authAppId, message });
  await store.write((database) =>
    database
      .updateTable('authorization')
      .set({ due_at: clock() + day })
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .execute(),
  );
}

function reportUnexpected(context: VaultContext, key: AuthorizationKey, cause: unknown): void {
  if (isVaultError(cause) && cause.code !== 'database') return;
  context.report({ kind: 'worker', ...key, message: 'a rotation failed', cause });
}
