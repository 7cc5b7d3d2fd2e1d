import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { resolveApplication } from '../options/resolve-applications.js';
import type { ApplicationOptions } from '../options/vault-options.js';
import { flushSpool } from '../spool/flush-spool.js';
import { followCircuits } from '../workers/follow-circuits.js';
import { type ApplicationInfo, applicationInfo } from './application-info.js';
import { unknownApplication } from './application-registry.js';
import { registerApplication, wrongEnvironment } from './register-application.js';

/** See `Vault.addApplication`. @throws TypeError VaultError */
export async function addApplication(context: VaultContext, options: ApplicationOptions): Promise<ApplicationInfo> {
  const { applications, spool } = context;
  const application = resolveApplication(options, '', context.clock);
  const { appId } = application;
  return applications.change(appId, async () => {
    if (applications.get(appId) !== undefined) {
      const message = 'the vault has this application already; to change it, call replaceApplication';
      throw new VaultError('application-exists', message, { appId });
    }
    await context.store.write((database) => registerApplication(context, database, application));
    applications.add(application);
    spool.release(appId);
    await pickUp(context, appId);
    return applicationInfo(application);
  });
}

/** What other processes and earlier ones left. The workers do it again: a failure does not undo the addition. */
async function pickUp(context: VaultContext, appId: string): Promise<void> {
  try {
    await followCircuits(context);
    await flushSpool(context);
  } catch (cause) {
    const message = 'what waits for an added application could not be read yet; it is tried again';
    context.report({ kind: 'worker', appId, message, cause });
  }
}

/** See `Vault.replaceApplication`. @throws TypeError VaultError */
export async function replaceApplication(context: VaultContext, options: ApplicationOptions): Promise<ApplicationInfo> {
  const { applications } = context;
  const resolved = resolveApplication(options, '', context.clock);
  const { appId, environment } = resolved;
  return applications.change(appId, async () => {
    const former = applications.get(appId);
    if (former === undefined) throw unknownApplication(appId);
    if (former.environment !== environment) throw wrongEnvironment(appId, former.environment, environment);
    const application: Application = {
      ...resolved,
      alipayClock: former.alipayClock,
      circuit: former.circuit.renewed(),
    };
    await applications.replace(application);
    return applicationInfo(application);
  });
}

/** See `Vault.removeApplication`. @throws VaultError */
export async function removeApplication({ applications }: VaultContext, appId: string): Promise<void> {
  return applications.change(appId, async () => {
    if (applications.get(appId) === undefined) throw unknownApplication(appId);
    await applications.remove(appId);
  });
}
