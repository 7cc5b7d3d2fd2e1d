import type { VaultContext } from '../context/vault-context.js';

/** Adopts the states of the circuits that other processes have stored. */
export async function followCircuits(context: VaultContext): Promise<void> {
  const rows = await context.store.read((database) =>
    database
      .selectFrom('application')
      .select(['app_id', 'circuit', 'circuit_reason'])
      .where('app_id', 'in', context.applications.ids())
      .execute(),
  );
  for (const row of rows) {
    const reason = row.circuit_reason === 'application-refused' ? 'application-refused' : 'alipay-unavailable';
    context.applications.get(row.app_id)?.circuit.follow(row.circuit === 'open' ? reason : undefined);
  }
}
