import type { VaultEvent } from '@lingpai/vault';
import type { NewEvent } from './hub-event.js';

/** An event of the vault, under the same id. */
export function eventOfVault(event: VaultEvent): NewEvent {
  const { id, appId, authAppId, reference, at } = event;
  const { sequence, userId, state, reason, generation, trigger, outBizNo, order, daysLeft } = event;
  return {
    id,
    type: typeOf(event),
    appId,
    authAppId,
    reference,
    at,
    data: { sequence, userId, state, reason, generation, trigger, outBizNo, order, daysLeft },
  };
}

/** About a whole application, the vault says only that it needs attention, or has recovered. */
function typeOf({ type, authAppId }: VaultEvent): NewEvent['type'] {
  if (authAppId !== null) return `authorization.${type}`;
  return type === 'recovered' ? 'application.recovered' : 'application.attention';
}
