import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../display/empty-state.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { type AuthorizationKey, historyQuery } from './authorization-queries.js';

const kinds = [
  'redemption',
  'notification',
  'import',
  'rotation',
  'spool',
  'asked-alipay',
  'assigned',
  'ordered',
  'cancellation-notification',
  'found-cancelled',
  'found-invalid',
  'permission-missing',
  'deadline',
  'deactivated',
  'attention',
  'recovered',
  'token-revealed',
  'tokens-read',
  'calls-proxied',
] as const;

const shown = 20;

/** The audit chain: grants, changes, and who did what. */
export function TimelineSection(of: AuthorizationKey) {
  const text = useAuthorizationText();
  const query = useQuery(historyQuery(of));
  return (
    <Section title={text('timeline-title')}>
      <QueryView query={query}>
        {({ audit }) =>
          audit.length === 0 ? (
            <EmptyState title={text('timeline-empty')} />
          ) : (
            <ol className="timeline">
              {audit.slice(0, shown).map(({ sequence, at, kind, detail }) => {
                const known = kinds.find((one) => one === kind);
                return (
                  <li key={sequence}>
                    <Time at={at} />
                    <span>
                      {known === undefined ? kind : text(`event-${known}`)}{' '}
                      <span className="timeline-detail">
                        <Detail {...detail} />
                      </span>
                    </span>
                  </li>
                );
              })}
            </ol>
          )
        }
      </QueryView>
    </Section>
  );
}

/** Who, how often and why, as far as the link says so; raw facts have the rest. */
function Detail({ by, count, why, reason }: Readonly<Record<string, unknown>>) {
  const text = useAuthorizationText();
  const parts = [
    typeof by === 'string' ? text('by-member', { by }) : undefined,
    typeof count === 'number' ? text('times', { count }) : undefined,
    typeof why === 'string' ? why : undefined,
    typeof reason === 'string' ? reason : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
