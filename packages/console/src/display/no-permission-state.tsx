import { LockOutlined } from '@ant-design/icons';
import { useCommonText } from '../messages/common.js';
import type { Scope } from '../session/session.js';
import { StateMessage } from './state-message.js';

/** What a member sees who may not see more. */
export function NoPermissionState({ scope }: { readonly scope?: Scope }) {
  const text = useCommonText();
  const hint =
    scope === undefined
      ? text('no-permission-hint-other')
      : text('no-permission-hint', { scope: text(`scope-${scope}`) });
  return <StateMessage icon={<LockOutlined />} title={text('no-permission-title')} hint={hint} />;
}
