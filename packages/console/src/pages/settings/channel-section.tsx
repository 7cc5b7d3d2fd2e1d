import type { AlertChannel } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Badge, Button } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { Opening } from '../../display/opening.js';
import { QueryView } from '../../display/query-view.js';
import { RelativeTime } from '../../display/relative-time.js';
import { Section } from '../../display/section.js';
import { useSettingsText } from '../../messages/settings.js';
import { DataTable } from '../../table/data-table.js';
import { ChannelActions } from './channel-actions.js';
import { ChannelDialog } from './channel-dialog.js';

/** Where alerts reach people. */
export function ChannelSection() {
  const text = useSettingsText();
  const [isAdding, setIsAdding] = useState(false);
  const [edited, setEdited] = useState<AlertChannel>();
  const query = useQuery({
    queryKey: ['alert-channels'],
    queryFn: ({ signal }) => hub.alerts.listChannels(undefined, { signal }),
  });
  const add = (
    <Button size="small" onClick={() => setIsAdding(true)}>
      {text('channel-add')}
    </Button>
  );
  return (
    <Section title={text('channels-title')} isFlush extra={add}>
      <QueryView query={query}>
        {({ channels }) => (
          <DataTable<AlertChannel>
            rowKey="id"
            dataSource={[...channels]}
            locale={{ emptyText: <EmptyState title={text('channels-empty')} hint={text('channels-empty-hint')} /> }}
            columns={[
              {
                title: text('channel-name'),
                render: (_, { name, kind, target }) => (
                  <>
                    {name || text(`channel-kind-${kind}`)}
                    <div className="settings-note">
                      {text(`channel-kind-${kind}`)} · {target}
                    </div>
                  </>
                ),
              },
              {
                title: text('channel-severity'),
                render: (_, { minimumSeverity }) => text(`severity-${minimumSeverity}`),
              },
              { title: text('channel-state'), render: (_, channel) => <ChannelState {...channel} /> },
              {
                title: text('channel-sent'),
                render: (_, { sentAt }) => (sentAt === null ? '–' : <RelativeTime at={sentAt} />),
              },
              {
                title: text('actions'),
                render: (_, channel) => <ChannelActions channel={channel} onEdit={() => setEdited(channel)} />,
              },
            ]}
          />
        )}
      </QueryView>
      <Opening of={isAdding} onClose={() => setIsAdding(false)}>
        {() => <ChannelDialog />}
      </Opening>
      <Opening of={edited} onClose={() => setEdited(undefined)}>
        {(channel) => <ChannelDialog channel={channel} />}
      </Opening>
    </Section>
  );
}

function ChannelState({ state, failures, lastFailure }: AlertChannel) {
  const text = useSettingsText();
  if (state === 'disabled') return <Badge status="default" text={text('app-disabled')} />;
  if (failures === 0) return <Badge status="success" text={text('app-enabled')} />;
  return <Badge status="error" text={[text('channel-failing'), lastFailure].filter(Boolean).join(' · ')} />;
}
