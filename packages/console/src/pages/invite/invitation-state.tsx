import type { Link } from '@lingpai/hub-client/types';
import { Badge } from 'antd';
import { useInviteText } from '../../messages/invite.js';

type State = Link['state'];

export const linkStates = ['created', 'opened', 'authorized', 'declined', 'expired', 'revoked'] as const;

const badges = {
  created: 'default',
  opened: 'processing',
  authorized: 'success',
  declined: 'warning',
  expired: 'default',
  revoked: 'default',
} as const;

/** Whether the merchant can still authorize on the link: who declined can think again. */
export const isWaiting = (state: State): boolean => ['created', 'opened', 'declined'].includes(state);

/** A dot and a word, never the colour alone. */
export function InvitationState({ state }: { readonly state: State }) {
  const text = useInviteText();
  return <Badge status={badges[state]} text={text(`state-${state}`)} />;
}
