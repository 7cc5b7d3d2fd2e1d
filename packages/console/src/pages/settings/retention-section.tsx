import { useQuery } from '@tanstack/react-query';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { useSettingsText } from '../../messages/settings.js';
import { settingsQuery } from './settings-query.js';

const kinds = [
  'operations',
  'pairs',
  'events',
  'orders',
  'deliveries',
  'audit',
  'requests',
  'jobs',
  'notifications',
  'statistics',
  'alerts',
] as const;

/** How long history is kept; it is set in the configuration. */
export function RetentionSection() {
  const text = useSettingsText();
  const query = useQuery(settingsQuery);
  return (
    <Section title={text('retention-title')}>
      <p className="settings-hint">{text('retention-hint')}</p>
      <QueryView query={query}>
        {({ settings }) => (
          <dl className="retention">
            {kinds.map((kind) => {
              const found = settings.find(({ name }) => name === `retention.${kind}`);
              if (found === undefined) return null;
              const { value, variable } = found;
              return (
                <div key={kind}>
                  <dt>{text(`retention-${kind}`)}</dt>
                  <dd title={variable}>
                    {typeof value === 'number' ? text('retention-days', { count: value }) : text('retention-forever')}
                  </dd>
                </div>
              );
            })}
          </dl>
        )}
      </QueryView>
    </Section>
  );
}
