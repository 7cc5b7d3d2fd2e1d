import { Section } from '../../display/section.js';
import { useSettingsText } from '../../messages/settings.js';
import { DatabaseJob } from './database-job.js';

/** Finds out whether the audit chains were changed. */
export function AuditSection() {
  const text = useSettingsText();
  return (
    <Section title={text('audit-title')}>
      <p className="settings-hint">{text('audit-hint')}</p>
      <DatabaseJob kind="verify-audit" />
    </Section>
  );
}
