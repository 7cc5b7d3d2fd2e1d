import type { RefreshState } from '../ordering/refresh-tokens-left.js';
import type { PairRow } from '../store/schema.js';

export function refreshStateOf(pair: PairRow): RefreshState {
  return {
    id: pair.id,
    grantId: pair.grant_id,
    refreshable: pair.sealed_refresh_token !== null,
    refreshDeadline: pair.refresh_deadline,
    refusal: pair.refusal,
    confirmed: pair.confirmed_at !== null,
  };
}
