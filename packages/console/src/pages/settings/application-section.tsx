import type { Application } from '@lingpai/hub-client/types';
import { App, Badge, Button } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { Opening } from '../../display/opening.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { useAction } from '../../display/use-action.js';
import { useSettingsText } from '../../messages/settings.js';
import { useApplicationDetails } from '../../session/applications.js';
import { DataTable } from '../../table/data-table.js';
import { ApplicationDialog } from './application-dialog.js';
import { ApplicationEditDialog } from './application-edit-dialog.js';
import { CertificateList, CertificateWarnings } from './certificate-list.js';

/** The applications, their certificates, and what can be done to them. */
export function ApplicationSection() {
  const text = useSettingsText();
  const query = useApplicationDetails();
  const [isAdding, setIsAdding] = useState(false);
  const [replaced, setReplaced] = useState<Application>();
  const [edited, setEdited] = useState<Application>();
  const add = (
    <Button size="small" onClick={() => setIsAdding(true)}>
      {text('app-add')}
    </Button>
  );
  return (
    <Section title={text('apps-title')} isFlush extra={add}>
      <QueryView query={query}>
        {(applications) => (
          <>
            <CertificateWarnings applications={applications} />
            <DataTable<Application>
              rowKey="appId"
              dataSource={[...applications]}
              locale={{ emptyText: <EmptyState title={text('apps-empty')} /> }}
              columns={[
                {
                  title: text('app-name'),
                  render: (_, { name, appId, endpoint }) => (
                    <>
                      {name}
                      <div className="settings-note code">
                        {appId} · {endpoint.replace(/^https?:\/\//, '')}
                      </div>
                    </>
                  ),
                },
                { title: text('app-state'), render: (_, application) => <ApplicationState {...application} /> },
                { title: text('app-keys'), render: (_, { mode }) => text(`app-mode-${mode}`) },
                { title: text('app-rotation'), render: (_, { rotation }) => <Rotation rotation={rotation} /> },
                { title: text('app-expires'), render: (_, application) => <CertificateList {...application} /> },
                {
                  title: text('actions'),
                  render: (_, application) => (
                    <div className="settings-actions">
                      <Button size="small" onClick={() => setEdited(application)}>
                        {text('edit')}
                      </Button>
                      <Button size="small" onClick={() => setReplaced(application)}>
                        {text('app-replace')}
                      </Button>
                      <SwitchButton {...application} />
                    </div>
                  ),
                },
              ]}
            />
          </>
        )}
      </QueryView>
      <Opening of={isAdding} onClose={() => setIsAdding(false)}>
        {() => <ApplicationDialog />}
      </Opening>
      <Opening of={replaced} onClose={() => setReplaced(undefined)}>
        {(application) => <ApplicationDialog application={application} />}
      </Opening>
      <Opening of={edited} onClose={() => setEdited(undefined)}>
        {(application) => <ApplicationEditDialog application={application} />}
      </Opening>
    </Section>
  );
}

function ApplicationState({ state, stopped }: Application) {
  const text = useSettingsText();
  if (state === 'disabled') return <Badge status="default" text={text('app-disabled')} />;
  if (stopped !== null) return <Badge status="error" text={text('app-stopped')} />;
  return <Badge status="success" text={text('app-enabled')} />;
}

function Rotation({ rotation }: Pick<Application, 'rotation'>) {
  const text = useSettingsText();
  return typeof rotation === 'object'
    ? text('rotation-every-days', { count: rotation.everyDays })
    : text(`rotation-${rotation}`);
}

function SwitchButton({ appId, name, state }: Application) {
  const text = useSettingsText();
  const { modal } = App.useApp();
  const wanted = state === 'enabled' ? 'disabled' : 'enabled';
  const change = useAction({
    run: () => hub.applications.update({ appId, state: wanted }),
    done: () => text(`app-now-${wanted}`),
    changes: [['applications'], ['session']],
  });
  const ask = () =>
    void modal.confirm({
      title: text('app-disable-ask', { name }),
      content: text('app-disable-hint'),
      okText: text('app-disable'),
      okButtonProps: { danger: true },
      onOk: () => change.mutateAsync().catch(() => undefined),
    });
  return state === 'enabled' ? (
    <Button size="small" danger onClick={ask}>
      {text('app-disable')}
    </Button>
  ) : (
    <Button size="small" loading={change.isPending} onClick={() => change.mutate()}>
      {text('app-enable')}
    </Button>
  );
}
