import { Segmented, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { Section } from '../../display/section.js';
import { useInviteText } from '../../messages/invite.js';
import { useFilters } from '../../router/use-filters.js';
import { InviteForm } from './invite-form.js';
import './invite-page.css';

const BulkInvite = lazy(async () => ({ default: (await import('./bulk/bulk-invite.js')).BulkInvite }));

const modes = ['one', 'csv'] as const;

/** Invites one merchant, or many from a file; which of it is in the address. */
export function NewInvitation({ appId }: { readonly appId: string }) {
  const text = useInviteText();
  const [filters, setFilters] = useFilters();
  const mode = filters.mode === 'csv' ? 'csv' : 'one';
  const choice = (
    <Segmented
      size="small"
      aria-label={text('new-invitation')}
      value={mode}
      onChange={(value) => setFilters({ mode: value === 'one' ? undefined : value })}
      options={modes.map((value) => ({ value, label: text(`mode-${value}`) }))}
    />
  );
  return (
    <Section title={text('new-invitation')} extra={choice}>
      {mode === 'one' ? (
        <InviteForm appId={appId} />
      ) : (
        <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 8 }} />}>
          <BulkInvite appId={appId} />
        </Suspense>
      )}
    </Section>
  );
}
