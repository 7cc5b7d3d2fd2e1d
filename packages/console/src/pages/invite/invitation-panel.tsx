import type { Link as Invitation } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { useInviteText } from '../../messages/invite.js';
import { useFilters } from '../../router/use-filters.js';
import { InvitationState, isWaiting } from './invitation-state.js';
import { MerchantPreview } from './merchant-preview.js';
import './invite-page.css';

interface InvitationPanelProps {
  readonly appId: string;
  readonly linkId: string;
}

/** A link with its QR code, and what the merchant does on it; read again until it has ended. */
export function InvitationPanel({ appId, linkId }: InvitationPanelProps) {
  const text = useInviteText();
  const [, setFilters] = useFilters();
  const query = useQuery({
    queryKey: ['links', appId, linkId],
    queryFn: ({ signal }) => hub.links.get({ appId, linkId }, { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isWaiting(data.state) ? 2_000 : false),
  });
  const another = (
    <Button size="small" onClick={() => setFilters({ link: undefined })}>
      {text('another')}
    </Button>
  );
  const title = query.data === undefined ? text('title') : text('invitation', { reference: query.data.reference });
  return (
    <Section title={title} extra={another}>
      <QueryView query={query} rows={6}>
        {(invitation) => (
          <div className="invitation">
            {isWaiting(invitation.state) && invitation.qrPayload !== null ? <QrCode invitation={invitation} /> : null}
            <Facts invitation={invitation} />
            <MerchantPreview
              key={invitation.state}
              appId={appId}
              linkId={linkId}
              pageLanguage={invitation.language ?? undefined}
            />
          </div>
        )}
      </QueryView>
    </Section>
  );
}

function Facts({ invitation }: { readonly invitation: Invitation }) {
  const text = useInviteText();
  const { appId, page, state, expiresAt, authAppIds } = invitation;
  return (
    <dl className="invitation-facts">
      <dt>{text('state')}</dt>
      <dd>
        <span role="status">
          <InvitationState state={state} />
        </span>
      </dd>
      {authAppIds === null || authAppIds.length === 0 ? null : (
        <>
          <dt>{text('merchant')}</dt>
          <dd>
            {authAppIds.map((authAppId) => (
              <div key={authAppId}>
                <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }} className="code">
                  {authAppId}
                </Link>
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>{text('link')}</dt>
      <dd>
        <Copyable value={page} />
      </dd>
      <dt>{text('expires')}</dt>
      <dd>
        <Time at={expiresAt} />
      </dd>
    </dl>
  );
}

function QrCode({ invitation: { appId, id, reference } }: { readonly invitation: Invitation }) {
  const text = useInviteText();
  const query = useQuery({
    queryKey: ['link-qr', appId, id],
    queryFn: ({ signal }) => hub.links.qr({ appId, linkId: id }, { signal }),
    staleTime: 300_000,
  });
  return (
    <div className="invitation-code">
      <QueryView query={query}>
        {({ svg }) => (
          <img
            src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
            alt={text('qr', { reference })}
            width={200}
            height={200}
          />
        )}
      </QueryView>
      {text('qr-hint')}
    </div>
  );
}
