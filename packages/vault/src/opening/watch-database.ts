import type { ReportHook } from '../context/report.js';
import { isVaultError } from '../errors/vault-error.js';
import type { Store } from '../store/store.js';

/** Milliseconds between two looks. */
const defaultInterval = 20_000;

/** Looks at the database for as long as the vault is open. */
export interface DatabaseWatch {
  stop(): void;
}

/** Reports once when the database's file was deleted or replaced, also while the vault has nothing to write. */
export function watchDatabase(
  store: Pick<Store, 'check'>,
  report: ReportHook,
  interval: number = defaultInterval,
): DatabaseWatch {
  let isStopped = false;
  // One look after the other: where a look takes long, several at once would each report.
  let timer = setTimeout(look, interval).unref();
  async function look(): Promise<void> {
    try {
      await store.check();
    } catch (cause) {
      // Any other failure is met by whatever uses the database next.
      if (isVaultError(cause, 'database-replaced')) {
        const message =
          'the file of the database was deleted or replaced. Nothing is written any more: restore it and restart';
        report({ kind: 'database', message, cause });
        return;
      }
    }
    if (!isStopped) timer = setTimeout(look, interval).unref();
  }
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
