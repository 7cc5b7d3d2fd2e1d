import { ApplicationRegistry } from '../application/application-registry.js';
import { registerApplication } from '../application/register-application.js';
import { ClockWatch } from '../clock/clock-watch.js';
import { Batches } from '../concurrency/batches.js';
import { SingleFlight } from '../concurrency/single-flight.js';
import type { VaultContext } from '../context/vault-context.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { openKeyRing } from '../seal/open-key-ring.js';
import { Spool } from '../spool/spool.js';
import { openStore, type Store } from '../store/store.js';
import { followCircuits } from '../workers/follow-circuits.js';
import { openInstance } from './open-instance.js';
import { beginEpoch, examineInstance, refuseClone, refuseLost } from './restore-gate.js';
import { type DatabaseWatch, watchDatabase } from './watch-database.js';
import { Witness } from './witness.js';

const setBack =
  'the database is older than what this machine remembers of it: Alipay is asked about every authorization before it is used';

/** Connects to the database and makes sure that it is the right one, in the right state, with the right keys. */
export async function openContext(options: ResolvedOptions): Promise<VaultContext> {
  const { report } = options;
  const store = await openStore({
    ...options.store,
    onWarning: (message) => report({ kind: 'database', message }),
  });
  const databaseWatch = watchDatabase(store, report);
  try {
    return await assemble(options, store, databaseWatch);
  } catch (error) {
    databaseWatch.stop();
    await store.close();
    throw error;
  }
}

async function assemble(options: ResolvedOptions, store: Store, databaseWatch: DatabaseWatch): Promise<VaultContext> {
  const { clock, random, masterKeys, sealedTables, report, spoolDirectory: directory } = options;
  const witnessed = await Witness.read(directory);
  await refuseLost(store, witnessed, directory);
  const keyRing = await openKeyRing({ store, masterKeys, sealedTables, random, now: clock() });
  const place = options.place ?? (await store.place());
  const { row, secret } = await openInstance({ store, keyRing, random, place, now: clock() });
  const finding = await examineInstance(store, row, { place, witnessed });
  refuseClone(finding, options.restored);
  if (finding === 'set-back') report({ kind: 'database', message: setBack });
  const spool = await Spool.open(directory, keyRing, report);
  const context: VaultContext = {
    store,
    keyRing,
    secret,
    spool,
    sealedTables,
    applications: new ApplicationRegistry(options.applications),
    settings: options.settings,
    clock,
    random,
    nodeId: `node-${random(8).toString('hex')}`,
    epoch: { current: row.epoch },
    flights: new SingleFlight(),
    batches: new Batches(),
    witness: new Witness(directory, row.vault_id),
    databaseWatch,
    clockWatch: new ClockWatch(clock),
    onKillPoint: options.onKillPoint,
    report,
  };
  await store.write(async (database) => {
    for (const application of options.applications) await registerApplication(context, database, application);
  });
  if (finding !== 'same' || options.restored) await beginEpoch(context, place, options.restored ? 'restored' : finding);
  await followCircuits(context);
  return context;
}
