import { createEngine, isDatabaseError } from '@lingpai/database';
import { Kysely } from 'kysely';
import type { HubSettings } from '../config/settings-schema.js';
import { type Finding, finding } from './finding.js';

/** Looks at the database without creating or changing anything in it. */
export async function examineDatabase({ database }: HubSettings): Promise<Finding[]> {
  const limits = { connect: 5_000, read: 5_000, statement: 5_000 };
  try {
    const engine = await createEngine({ url: database.url, connections: 1, limits });
    if (engine.file?.exists() === false) return [finding('database-missing', { address: engine.address })];
    const connected = new Kysely<unknown>({ dialect: engine.dialect });
    try {
      const findings = await engine.examine(connected);
      if (findings.length === 0) return [finding('commits-durable', { database: engine.name })];
      return findings.map(({ severity, message }) =>
        finding(severity === 'refuse' ? 'commits-not-durable' : 'commits-less-durable', { message }),
      );
    } catch (error) {
      // An error of a driver may quote the address with its password.
      const message = isDatabaseError(error) ? error.message : String(Object(error).code ?? 'no connection');
      return [finding('database-unusable', { database: engine.name, address: engine.address, message })];
    } finally {
      await connected.destroy();
    }
  } catch (error) {
    if (!(error instanceof TypeError) && !isDatabaseError(error)) throw error;
    return [finding('database-unusable', { message: error.message })];
  }
}
