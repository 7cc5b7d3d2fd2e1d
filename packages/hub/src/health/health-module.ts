import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import type { HubModule, HubModuleFactory, ReadinessFinding } from '../context/hub-module.js';
import type { HubServer } from '../server/hub-server.js';
import { version } from '../version.js';
import { statusRoute } from './status-route.js';
import { vaultFindings } from './vault-findings.js';

const findingSchema = Type.Object({
  check: Type.String(),
  isReady: Type.Boolean(),
  isWarning: Type.Boolean({ description: 'Whether an operator should look although the hub serves' }),
  message: Type.String({ description: 'One sentence' }),
});

const readinessSchema = Type.Object(
  { isReady: Type.Boolean(), findings: Type.Array(findingSchema) },
  { title: 'Readiness' },
);

/** Milliseconds within which a check has to respond. */
const checkLimit = 2_000;

/** `/healthz` and `/readyz`, which asks every module. */
export const healthModule: HubModuleFactory = (context, modules) => ({
  name: 'health',
  routes(server) {
    healthRoutes(server, context, modules);
    statusRoute(server, context);
  },
  readiness: () => ownFindings(context),
});

function healthRoutes(server: HubServer, { stopping }: HubContext, modules: () => readonly HubModule[]): void {
  server.route({
    method: 'GET',
    url: '/healthz',
    config: { access: 'public' },
    schema: {
      summary: 'Whether the process responds',
      tags: ['health'],
      response: { 200: Type.Object({ status: Type.Literal('ok'), version: Type.String() }) },
    },
    handler: async () => ({ status: 'ok' as const, version }),
  });
  server.route({
    method: 'GET',
    url: '/readyz',
    config: { access: 'public' },
    schema: {
      summary: 'Whether the process can serve requests, and what is wrong otherwise',
      tags: ['health'],
      response: { 200: readinessSchema, 503: readinessSchema },
    },
    async handler(_, reply) {
      const findings = stopping.aborted ? [stoppingFinding] : await readFindings(modules());
      const isReady = findings.every((finding) => finding.isReady);
      return reply
        .code(isReady ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ isReady, findings: findings.map((finding) => ({ isWarning: false, ...finding })) });
    },
  });
}

const stoppingFinding: ReadinessFinding = { check: 'process', isReady: false, message: 'the process is stopping' };

async function readFindings(modules: readonly HubModule[]): Promise<ReadinessFinding[]> {
  const checks = modules.flatMap(({ name, readiness }) => (readiness === undefined ? [] : [limited(name, readiness)]));
  return (await Promise.all(checks)).flat();
}

/** A check that fails or takes too long is itself a finding. */
async function limited(
  name: string,
  readiness: NonNullable<HubModule['readiness']>,
): Promise<readonly ReadinessFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly ReadinessFinding[]>((resolve) => {
    const finding = { check: name, isReady: false, message: `the check did not respond within ${checkLimit} ms` };
    timer = setTimeout(() => resolve([finding]), checkLimit);
  });
  const checked = readiness().catch(() => [{ check: name, isReady: false, message: 'the check itself failed' }]);
  try {
    return await Promise.race([checked, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function ownFindings({ store, status, clock }: HubContext): Promise<readonly ReadinessFinding[]> {
  try {
    await store.read((database) => database.selectNoFrom(store.now.as('now')).executeTakeFirstOrThrow());
  } catch {
    return [{ check: 'database', isReady: false, message: 'the database does not respond' }];
  }
  const database = { check: 'database', isReady: true, message: 'the database responds' };
  return [database, ...vaultFindings(await status.read(), clock())];
}
