import type { Authorization } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { Deadline } from '../../display/deadline.js';
import { ReasonText } from '../../display/reason-text.js';
import { RelativeTime } from '../../display/relative-time.js';
import { StateTag } from '../../display/state-tag.js';
import { Time } from '../../display/time.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';

export const columnNames = [
  'merchant',
  'state',
  'authAppId',
  'userId',
  'kinds',
  'refreshDeadline',
  'rotationDue',
  'issuedAt',
  'createdAt',
  'updatedAt',
] as const;

export type ColumnName = (typeof columnNames)[number];

export const initialColumns: readonly ColumnName[] = [
  'merchant',
  'state',
  'authAppId',
  'userId',
  'refreshDeadline',
  'createdAt',
];

/** The columns that were chosen, in their order. */
export function useAuthorizationColumns(chosen: readonly ColumnName[]): TableColumnsType<Authorization> {
  const text = useAuthorizationsText();
  const time = (at: number | null) => (at === null ? '–' : <Time at={at} />);
  const cells: Record<ColumnName, (one: Authorization) => React.ReactNode> = {
    merchant: ({ appId, authAppId, reference }) => (
      <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }}>
        {reference ?? <span className="list-merchant-none">{text('unassigned')}</span>}
      </Link>
    ),
    authAppId: ({ authAppId }) => <span className="code">{authAppId}</span>,
    userId: ({ userId }) => <span className="code">{userId ?? '–'}</span>,
    state: ({ state, reason }) => (
      <>
        <StateTag state={state} />
        {reason === null ? null : (
          <div className="list-reason">
            <ReasonText reason={reason} />
          </div>
        )}
      </>
    ),
    kinds: ({ requestedKinds }) =>
      requestedKinds === null ? text('kinds-any') : requestedKinds.map((kind) => text(`kind-${kind}`)).join(', '),
    refreshDeadline: ({ refreshDeadline }) => (refreshDeadline === null ? '–' : <Deadline at={refreshDeadline} />),
    rotationDue: ({ rotationDue }) => (rotationDue === null ? '–' : <RelativeTime at={rotationDue} />),
    issuedAt: ({ issuedAt }) => time(issuedAt),
    createdAt: ({ createdAt }) => time(createdAt),
    updatedAt: ({ updatedAt }) => time(updatedAt),
  };
  return chosen.map((name) => ({ key: name, title: text(`column-${name}`), render: (_, one) => cells[name](one) }));
}
