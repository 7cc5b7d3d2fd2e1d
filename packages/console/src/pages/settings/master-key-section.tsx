import { useQuery } from '@tanstack/react-query';
import { Copyable } from '../../display/copyable.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { useSettingsText } from '../../messages/settings.js';
import { DatabaseJob } from './database-job.js';
import { settingsQuery } from './settings-query.js';

/** The master key that seals, and the job that seals everything with it. */
export function MasterKeySection() {
  const text = useSettingsText();
  const query = useQuery(settingsQuery);
  return (
    <Section title={text('master-title')}>
      <p className="settings-hint">{text('master-hint')}</p>
      <QueryView query={query} rows={1}>
        {({ settings }) => {
          const current = settings.find(({ name }) => name === 'masterKeys.current')?.value;
          return (
            <p>
              {text('master-current')} <Copyable value={String(current)} />
            </p>
          );
        }}
      </QueryView>
      <DatabaseJob kind="reseal" />
    </Section>
  );
}
