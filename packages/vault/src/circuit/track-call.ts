import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { appendApplicationEvent, lockApplication } from '../events/append-application-event.js';
import { classifyFailure, type Failure } from '../failures/classify-failure.js';
import type { CircuitChange } from './application-circuit.js';

/** A call that failed, classified. */
export class CallFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause: unknown) {
    super(`the call failed: ${failure.code}`, { cause });
    this.name = 'CallFailure';
    this.failure = failure;
  }
}

/** @throws VaultError `circuit-open` when the application's calls are stopped */
export function checkCircuit({ circuit, appId }: Application): void {
  if (circuit.admits()) return;
  const why = circuit.reason === 'application-refused' ? 'Alipay refuses all of them' : 'Alipay cannot be reached';
  throw new VaultError('circuit-open', `calls of this application are stopped: ${why}`, { appId });
}

/** Waits for a call and updates the circuit by its outcome. @throws CallFailure */
export async function trackCall<T>(context: VaultContext, application: Application, call: Promise<T>): Promise<T> {
  try {
    const response = await call;
    await tell(context, application, application.circuit.succeeded());
    return response;
  } catch (error) {
    if (error instanceof VaultError) throw error;
    const failure = classifyFailure(error);
    await tell(context, application, application.circuit.failed(failure));
    throw new CallFailure(failure, error);
  }
}

/**
 * Emits one event, however many processes find out. A database that is down does not fail the call. A call with former
 * keys says nothing about the new ones.
 */
async function tell(context: VaultContext, application: Application, change: CircuitChange | undefined): Promise<void> {
  const { appId } = application;
  if (change === undefined || context.applications.get(appId) !== application) return;
  const message = change.to === 'open' ? `calls were stopped: ${change.reason}` : 'calls go on';
  context.report({ kind: 'circuit', appId, message });
  try {
    await context.store.write(async (database) => {
      const row = await lockApplication(context, database, appId);
      if (row.circuit === change.to) return;
      const circuit_reason = change.to === 'open' ? change.reason : null;
      await database
        .updateTable('application')
        .set({ circuit: change.to, circuit_reason, updated_at: context.clock() })
        .where('app_id', '=', appId)
        .execute();
      const type = change.to === 'open' ? 'attention' : 'recovered';
      await appendApplicationEvent(context, database, appId, { type, reason: change.reason });
    });
  } catch (cause) {
    context.report({ kind: 'worker', appId, message: 'a change of the circuit was not stored', cause });
  }
}
