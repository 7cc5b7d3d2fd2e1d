import type { ApiKey } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Badge, Button } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { Deadline } from '../../display/deadline.js';
import { EmptyState } from '../../display/empty-state.js';
import { Opening } from '../../display/opening.js';
import { QueryView } from '../../display/query-view.js';
import { RelativeTime } from '../../display/relative-time.js';
import { Section } from '../../display/section.js';
import { useCommonText } from '../../messages/common.js';
import { useDevelopersText } from '../../messages/developers.js';
import { DataTable } from '../../table/data-table.js';
import { CreateKeyDialog } from './create-key-dialog.js';
import { RevokeKeyDialog } from './revoke-key-dialog.js';

/** The keys of programs. */
export function KeySection() {
  const text = useDevelopersText();
  const common = useCommonText();
  const [isCreating, setIsCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey>();
  const query = useQuery({ queryKey: ['keys'], queryFn: ({ signal }) => hub.keys.list(undefined, { signal }) });
  const create = (
    <Button size="small" onClick={() => setIsCreating(true)}>
      {text('key-create')}
    </Button>
  );
  return (
    <Section title={text('keys-title')} isFlush extra={create}>
      <QueryView query={query}>
        {({ keys }) => (
          <DataTable<ApiKey>
            rowKey="id"
            dataSource={[...keys]}
            locale={{ emptyText: <EmptyState title={text('keys-empty')} hint={text('keys-empty-hint')} /> }}
            columns={[
              { title: text('key-name'), render: (_, key) => <KeyName {...key} /> },
              { title: text('key-state'), render: (_, key) => <KeyState {...key} /> },
              {
                title: text('key-scopes'),
                render: (_, { scopes }) => scopes.map((scope) => common(`scope-${scope}`)).join(' · '),
              },
              {
                title: text('key-apps'),
                render: (_, { appIds, ipRanges }) => (
                  <>
                    {appIds?.join(', ') ?? text('key-apps-all')}
                    <div className="key-hint">{ipRanges?.join(', ') ?? text('key-ranges-any')}</div>
                  </>
                ),
              },
              {
                title: text('key-used'),
                render: (_, { lastUsedAt }) =>
                  lastUsedAt === null ? text('key-unused') : <RelativeTime at={lastUsedAt} />,
              },
              {
                title: text('key-expires'),
                render: (_, { expiresAt }) => (expiresAt === null ? text('key-never') : <Deadline at={expiresAt} />),
              },
              {
                title: text('key-actions'),
                render: (_, key) =>
                  key.revokedAt === null ? (
                    <Button size="small" danger onClick={() => setRevoked(key)}>
                      {text('key-revoke')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </QueryView>
      <Opening of={isCreating} onClose={() => setIsCreating(false)}>
        {() => <CreateKeyDialog />}
      </Opening>
      <Opening of={revoked} onClose={() => setRevoked(undefined)}>
        {(key) => <RevokeKeyDialog apiKey={key} />}
      </Opening>
    </Section>
  );
}

const KeyName = ({ name, hint }: ApiKey) => (
  <>
    {name} <span className="key-hint code">…{hint}</span>
  </>
);

function KeyState({ revokedAt, expiresAt }: ApiKey) {
  const text = useDevelopersText();
  if (revokedAt !== null) return <Badge status="default" text={text('key-state-revoked')} />;
  if (expiresAt !== null && expiresAt <= Date.now()) return <Badge status="error" text={text('key-state-expired')} />;
  return <Badge status="success" text={text('key-state-valid')} />;
}
