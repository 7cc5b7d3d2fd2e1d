import type { OpenSession } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { App, Button, Tag } from 'antd';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { RelativeTime } from '../../display/relative-time.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { useAction } from '../../display/use-action.js';
import { useSettingsText } from '../../messages/settings.js';
import { CursorTable } from '../../table/cursor-table.js';

const pageSize = 10;

/** Who is signed in; members get in by API key, or as the configuration says. */
export function SessionSection() {
  const text = useSettingsText();
  return (
    <Section title={text('sessions-title')} isFlush extra={<Link to="/developers">{text('sessions-keys')}</Link>}>
      <CursorTable<OpenSession>
        queryKey={['sessions']}
        read={async ({ cursor, signal }) => {
          const { sessions, next } = await hub.sessions.list({ cursor, limit: pageSize }, { signal });
          return { rows: sessions, next };
        }}
        name={text('sessions-title')}
        empty={<EmptyState title={text('sessions-empty')} />}
        rowKey="id"
        columns={[
          {
            title: text('session-member'),
            render: (_, { name, actor, isOwn }) => (
              <>
                {name} {isOwn ? <Tag color="blue">{text('session-own')}</Tag> : null}
                <div className="settings-note code">{actor}</div>
              </>
            ),
          },
          {
            title: text('session-method'),
            render: (_, { method, role }) =>
              [text(`session-method-${method}`), ...(role === null ? [] : [text(`role-${role}`)])].join(' · '),
          },
          { title: text('session-since'), render: (_, { createdAt }) => <Time at={createdAt} /> },
          { title: text('session-used'), render: (_, { lastUsedAt }) => <RelativeTime at={lastUsedAt} /> },
          { title: text('session-expires'), render: (_, { expiresAt }) => <Time at={expiresAt} /> },
          { title: text('actions'), render: (_, session) => (session.isOwn ? null : <EndButton {...session} />) },
        ]}
      />
    </Section>
  );
}

function EndButton({ id: sessionId, name }: OpenSession) {
  const text = useSettingsText();
  const { modal } = App.useApp();
  const end = useAction({
    run: () => hub.sessions.end({ sessionId }),
    done: () => text('session-ended'),
    changes: [['sessions']],
  });
  const ask = () =>
    void modal.confirm({
      title: text('session-end-ask', { name }),
      content: text('session-end-hint'),
      okText: text('session-end'),
      okButtonProps: { danger: true },
      onOk: () => end.mutateAsync().catch(() => undefined),
    });
  return (
    <Button size="small" danger onClick={ask} aria-label={text('session-end-of', { name })}>
      {text('session-end')}
    </Button>
  );
}
