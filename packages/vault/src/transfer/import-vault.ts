import { applyAllArrivals } from '../authorization/apply-arrivals.js';
import type { PairArrival } from '../authorization/store-pairs.js';
import { idPattern } from '../calls/read-pairs.js';
import { checkReference } from '../consent/consent-link.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { checkFlag, checkFunction, checkMembers, type OptionNames } from '../options/check-options.js';
import { exactly } from '../ordering/bounds.js';
import { readExport } from './read-export.js';
import { importOrder } from './transfer-orders.js';
import type { ImportRecord, TransferOrder, TransferPair, TransferRecord } from './transfer-record.js';

/** What `import` takes. */
export interface ImportOptions {
  /** A file that `export` wrote, or token pairs that another system has kept so far. */
  readonly from: string | Iterable<ImportRecord> | AsyncIterable<ImportRecord>;
  /** Reads and checks everything, and stores nothing. */
  readonly dryRun?: boolean | undefined;
  /** Called after every hundred authorizations, or sooner. */
  readonly onProgress?: ((progress: ImportResult) => void) | undefined;
}

export interface ImportResult {
  readonly authorizations: number;
  readonly pairs: number;
}

/** Of one transaction; a record may have more pairs. */
const mostRecords = 100;
const mostPairs = 500;

/**
 * Imports authorizations. It leaves what it already knows as it is, so it can be repeated. Nothing is used or rotated
 * before Alipay has confirmed it.
 *
 * @throws VaultError when the file is damaged, of another Alipay, or sealed with a key that was not given
 * @throws TypeError naming what is wrong with a record
 */
export async function importVault(
  context: VaultContext,
  { from, dryRun = false, onProgress }: ImportOptions,
): Promise<ImportResult> {
  const total = { authorizations: 0, pairs: 0 };
  checkFunction(onProgress, 'onProgress');
  checkFlag(dryRun, 'dryRun');
  if (typeof from !== 'string' && !isIterable(from)) {
    throw new TypeError('from: expected the path of a file that export wrote, or a list of records');
  }
  // A file is read to its end before anything of it is stored: half a file is none.
  if (typeof from === 'string' && !dryRun) await importVault(context, { from, dryRun: true });
  const records = typeof from === 'string' ? readExport(context, from) : transferRecords(context, from);
  const onOrder = async (order: TransferOrder) => {
    if (!dryRun) await importOrder(context, order);
  };
  for await (const batch of batchesOf(records, onOrder)) {
    if (!dryRun) await importBatch(context, batch);
    total.authorizations += batch.length;
    total.pairs += pairsIn(batch);
    onProgress?.({ ...total });
  }
  return total;
}

const isIterable = (from: unknown) =>
  typeof from === 'object' && from !== null && (Symbol.iterator in from || Symbol.asyncIterator in from);

const pairsIn = (records: readonly TransferRecord[]) => records.reduce((sum, { pairs }) => sum + pairs.length, 0);

/**
 * Records of one application, each authorization once.
 *
 * @param onOrder gets the orders, when every authorization before them was stored
 */
async function* batchesOf(
  records: AsyncIterable<TransferRecord | TransferOrder>,
  onOrder: (order: TransferOrder) => Promise<void>,
): AsyncGenerator<TransferRecord[], void, undefined> {
  let batch: TransferRecord[] = [];
  for await (const record of records) {
    if ('order' in record) {
      if (batch.length > 0) yield batch;
      batch = [];
      await onOrder(record);
      continue;
    }
    const isOther = ({ appId, authAppId }: TransferRecord) => appId !== record.appId || authAppId === record.authAppId;
    if (batch.length >= mostRecords || pairsIn([...batch, record]) > mostPairs || batch.some(isOther)) {
      if (batch.length > 0) yield batch;
      batch = [];
    }
    batch.push(record);
  }
  if (batch.length > 0) yield batch;
}

async function importBatch(context: VaultContext, batch: readonly TransferRecord[]): Promise<void> {
  const all = batch.map((record) => ({
    authAppId: record.authAppId,
    arrivals: {
      cause: 'import',
      pairs: record.pairs.map((pair) => arrivalOf(record, pair)),
      cancelledAt: record.cancelledAt ?? undefined,
      owner: {
        reference: record.assigned ? (record.reference ?? '') : undefined,
        requestedKinds: record.requestedKinds ?? undefined,
        // Whatever is known here says it better.
        sequence: 0,
        receivedAt: context.clock(),
      },
    },
  }));
  const appId = batch[0]?.appId ?? '';
  await context.applications.use(appId, () =>
    context.store.write((database) => applyAllArrivals(context, database, appId, all)),
  );
}

function arrivalOf({ authAppId, userId }: TransferRecord, pair: TransferPair): PairArrival {
  return {
    pair: {
      authAppId,
      userId: userId ?? undefined,
      appAuthToken: pair.appAuthToken,
      appRefreshToken: pair.appRefreshToken ?? undefined,
      expiresIn: pair.expiresIn ?? undefined,
      reExpiresIn: undefined,
    },
    source: 'import',
    grantId: pair.grantId,
    grant: pair.grant,
    issue: pair.issue,
    obtainedAt: pair.obtainedAt,
    refreshDeadline: pair.refreshDeadline ?? undefined,
    origin: { trigger: pair.trigger, outBizNo: pair.outBizNo },
    isDeactivated: pair.deactivated,
    isFoundCancelled: pair.foundCancelled,
  };
}

async function* transferRecords(
  context: VaultContext,
  records: Iterable<ImportRecord> | AsyncIterable<ImportRecord>,
): AsyncGenerator<TransferRecord, void, undefined> {
  let number = 0;
  for await (const record of records) {
    checkRecord(context, record, `from[${number}]`);
    number += 1;
    yield transferRecord(context, record);
  }
}

function transferRecord(context: VaultContext, record: ImportRecord): TransferRecord {
  const { appId, authAppId, userId, reference, issuedAt, appAuthToken, appRefreshToken, refreshDeadline } = record;
  const now = applicationOf(context, appId).alipayClock.now();
  const issue = issuedAt === undefined ? { after: 0, before: now } : exactly(issuedAt);
  const pair: TransferPair = {
    appAuthToken,
    appRefreshToken: appRefreshToken ?? null,
    grantId: '',
    grant: issue,
    issue,
    obtainedAt: context.clock(),
    expiresIn: null,
    refreshDeadline: refreshDeadline ?? null,
    trigger: null,
    outBizNo: null,
    deactivated: false,
    foundCancelled: false,
  };
  const assigned = reference !== undefined;
  return {
    appId,
    authAppId,
    userId: userId ?? null,
    reference: reference ?? null,
    assigned,
    requestedKinds: null,
    cancelledAt: null,
    pairs: [pair],
  };
}

const tokenPattern = /^[\x21-\x7e]{1,512}$/;

const recordNames: OptionNames<ImportRecord> = {
  appId: true,
  authAppId: true,
  userId: true,
  appAuthToken: true,
  appRefreshToken: true,
  issuedAt: true,
  refreshDeadline: true,
  reference: true,
};

function checkRecord(context: VaultContext, record: ImportRecord, name: string): void {
  checkMembers(record, name, recordNames);
  applicationOf(context, record.appId);
  check(record.authAppId, idPattern, `${name}.authAppId: expected the merchant application's id`);
  if (record.userId !== undefined) check(record.userId, idPattern, `${name}.userId: expected the merchant's account`);
  check(record.appAuthToken, tokenPattern, `${name}.appAuthToken: expected a token`);
  if (record.appRefreshToken !== undefined) {
    check(record.appRefreshToken, tokenPattern, `${name}.appRefreshToken: expected a token`);
  }
  for (const time of ['issuedAt', 'refreshDeadline'] as const) {
    const value = record[time];
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue;
    throw new TypeError(`${name}.${time}: expected milliseconds since 1970`);
  }
  if (record.reference !== undefined) checkReference(record.reference);
}

function check(value: unknown, pattern: RegExp, message: string): void {
  if (typeof value !== 'string' || !pattern.test(value)) throw new TypeError(message);
}
