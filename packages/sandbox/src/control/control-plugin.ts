import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type AllowedHosts, localOnly } from '../access/local-only.js';
import type { Sandbox } from '../sandbox.js';
import { applicationsRoute } from './applications-route.js';
import { certificateRotationRoute } from './certificate-rotation-route.js';
import { clockRoute } from './clock-route.js';
import { consentsRoute } from './consents-route.js';
import type { ControlRoute } from './control-route.js';
import { faultsRoute } from './faults-route.js';
import { inspectionRoute } from './inspection-route.js';
import { merchantsRoute } from './merchants-route.js';
import { messagesRoute } from './messages-route.js';
import { notificationsRoute } from './notifications-route.js';
import { serviceOrdersRoute } from './service-orders-route.js';
import { stubsRoute } from './stubs-route.js';
import { tradesRoute } from './trades-route.js';
import { transfersRoute } from './transfers-route.js';

export interface ControlOptions {
  readonly sandbox: Sandbox;

  readonly allowedHosts: AllowedHosts;
}

const routes: readonly ControlRoute[] = [
  stubsRoute,
  applicationsRoute,
  certificateRotationRoute,
  consentsRoute,
  clockRoute,
  faultsRoute,
  inspectionRoute,
  merchantsRoute,
  messagesRoute,
  notificationsRoute,
  serviceOrdersRoute,
  tradesRoute,
  transfersRoute,
];

/** The control API below `/sandbox`: move the clock, consent, inject faults, inspect the state. */
export function controlPlugin(instance: FastifyInstance, { sandbox, allowedHosts }: ControlOptions): void {
  const fastify = instance.withTypeProvider<TypeBoxTypeProvider>();
  localOnly(instance, allowedHosts);

  for (const add of routes) add(fastify, sandbox);
}
