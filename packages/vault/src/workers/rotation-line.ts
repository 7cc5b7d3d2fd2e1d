import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { hurryRotations } from '../lifecycle/apply-rotation.js';
import { claimRotations } from '../lifecycle/claim-rotation.js';
import { releaseClaims } from '../lifecycle/release-claims.js';
import { performRotation, reportUnreadable, rotate } from '../lifecycle/rotate.js';
import type { ClaimedRotation, RotationClaim } from '../lifecycle/rotation-claim.js';
import type { DueQueue } from './due-queue.js';

/** Milliseconds for which a stored response waits for others: together they cost little more than one. */
const patience = 50;
const request = { reason: 'due', ifDue: true } as const;

export interface LineConditions {
  /** Whether more may be taken from the queue. */
  readonly mayTake: () => boolean;
  /** Whether calls may be made; when not, what was claimed for them is given back. */
  readonly mayCall: () => boolean;
}

/**
 * Rotates what a queue holds: while as many calls as may be are under way, the next authorizations are claimed, several at
 * a time, and earlier responses are stored and applied.
 */
export class RotationLine {
  readonly #context: VaultContext;
  readonly #application: Application;
  readonly #queue: DueQueue;
  readonly #conditions: LineConditions;
  readonly #ready: ClaimedRotation[] = [];
  readonly #open = new Set<Promise<void>>();
  #calling = 0;
  #rotated = 0;
  #claiming = false;
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

  /** Begins whatever can be begun. @returns whether there is something to wait for */
  #step(): boolean {
    if (!this.#conditions.mayCall()) this.#giveBack();
    while (this.#calling < this.#limit) {
      const claim = this.#ready.shift();
      if (claim === undefined) break;
      this.#track(this.#perform(claim));
    }
    const mayTake = this.#conditions.mayTake() && this.#conditions.mayCall() && this.#queue.isOpen;
    if (mayTake && !this.#claiming && this.#ready.length <= this.#limit / 2) {
      this.#claiming = true;
      this.#track(this.#claim(2 * this.#limit - this.#ready.length));
    }
    return this.#claiming || this.#calling > 0 || this.#ready.length > 0;
  }

  /** Calls at the same time. */
  get #limit(): number {
    return Math.min(this.#context.settings.concurrency, this.#application.circuit.limit);
  }

  /** Every answer has come: nothing has to wait for others any more. */
  async #end(): Promise<void> {
    this.#isEnding = true;
    hurryRotations(this.#context, this.#application.appId);
    await Promise.all(this.#open);
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#open.delete(tracked));
    this.#open.add(tracked);
  }

  #giveBack(): void {
    const claims = this.#ready.splice(0);
    if (claims.length > 0) this.#track(releaseClaims(this.#context, this.#application.appId, claims));
  }

  async #claim(count: number): Promise<void> {
    try {
      const keys = await this.#queue.take(count);
      const claims = await this.#claimAll(keys.filter(({ appId, authAppId }) => !this.#isSpooled(appId, authAppId)));
      for (const { key, claim } of claims) {
        if (claim?.kind === 'claimed') this.#ready.push(claim);
        else if (claim?.kind === 'unreadable') reportUnreadable(this.#context, key);
        else if (claim === undefined || isUnusual(claim)) this.#track(this.#rotateAlone(key));
      }
    } catch (cause) {
      // The database cannot be reached: nothing else would succeed now.
      this.#queue.close();
      this.#report(cause);
    } finally {
      this.#claiming = false;
      this.#wake();
    }
  }

  /** A response that is not stored yet comes first. */
  #isSpooled(appId: string, authAppId: string): boolean {
    return this.#context.spool.holds(appId, authAppId);
  }

  /** @returns the claims; none where one of them spoils it for the others */
  async #claimAll(keys: readonly AuthorizationKey[]): Promise<{ key: AuthorizationKey; claim?: RotationClaim }[]> {
    if (keys.length === 0) return [];
    const names = keys.map(({ authAppId }) => authAppId);
    try {
      const claims = await claimRotations(this.#context, this.#application.appId, names, request);
      return keys.map((key, index) => ({ key, ...(claims[index] ? { claim: claims[index] } : {}) }));
    } catch (error) {
      const isUnavailable = isVaultError(error) && this.#context.store.errorKind(error.cause) === 'unavailable';
      if (keys.length === 1 || isUnavailable) throw error;
      return keys.map((key) => ({ key }));
    }
  }

  async #perform(claim: ClaimedRotation): Promise<void> {
    this.#calling += 1;
    let isCalling = true;
    const leave = () => {
      if (isCalling) this.#calling -= 1;
      isCalling = false;
      this.#wake();
    };
    try {
      await performRotation(this.#context, claim, {
        onReceived: leave,
        patience: () => (this.#isEnding ? 0 : patience),
      });
      this.#rotated += 1;
    } catch (cause) {
      reportUnexpected(this.#context, claim.key, cause);
    } finally {
      leave();
    }
  }

  async #rotateAlone(key: AuthorizationKey): Promise<void> {
    if (await rotateQuietly(this.#context, key)) this.#rotated += 1;
  }

  #report(cause: unknown): void {
    const { appId } = this.#application;
    this.#context.report({ kind: 'worker', appId, message: 'nothing could be claimed to be rotated', cause });
  }
}

/** Something has to be done before it can be rotated. */
function isUnusual({ kind }: RotationClaim): boolean {
  return kind === 'received' || kind === 'unsettled';
}

/** What fails is written down where it belongs, and tried again in its time. @returns whether it succeeded */
export async function rotateQuietly(context: VaultContext, key: AuthorizationKey): Promise<boolean> {
  try {
    await rotate(context, key, request);
    return true;
  } catch (cause) {
    reportUnexpected(context, key, cause);
    return false;
  }
}

function reportUnexpected(context: VaultContext, key: AuthorizationKey, cause: unknown): void {
  if (isVaultError(cause) && cause.code !== 'database') return;
  context.report({ kind: 'worker', ...key, message: 'a rotation failed', cause });
}
