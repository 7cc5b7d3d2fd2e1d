import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { QueryView } from '../../display/query-view.js';
import { StateTag } from '../../display/state-tag.js';
import { useNumber } from '../../display/use-number.js';
import { useOverviewText } from '../../messages/overview.js';
import { statisticsQuery } from './overview-queries.js';

const states = ['active', 'attention', 'cancelled', 'deactivated'] as const;

/** How many authorizations there are in each state; each leads to them. */
export function StateCounts({ appId }: { readonly appId: string }) {
  const text = useOverviewText();
  const number = useNumber();
  const query = useQuery(statisticsQuery(appId, 'day'));
  return (
    <section aria-label={text('states-title')} className="state-counts-section">
      <QueryView query={query} rows={2}>
        {({ authorizations }) => (
          <div className="state-counts">
            {states.map((state) => (
              <Link key={state} to="/authorizations" search={{ state }} className="state-count">
                <StateTag state={state} />
                <strong>{number(authorizations.find((one) => one.state === state)?.count ?? 0)}</strong>
              </Link>
            ))}
          </div>
        )}
      </QueryView>
    </section>
  );
}
