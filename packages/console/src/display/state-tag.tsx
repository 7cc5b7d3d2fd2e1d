import { Badge } from 'antd';
import { useCommonText } from '../messages/common.js';

export type AuthorizationState = 'active' | 'attention' | 'cancelled' | 'deactivated';

const badges = { active: 'success', attention: 'warning', cancelled: 'error', deactivated: 'default' } as const;

/** The state of an authorization: a dot and a word, never the colour alone. */
export function StateTag({ state }: { readonly state: AuthorizationState }) {
  const text = useCommonText();
  return <Badge status={badges[state]} text={text(`state-${state}`)} />;
}
