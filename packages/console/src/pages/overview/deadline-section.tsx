import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useChartBase } from '../../charts/use-chart-base.js';
import { EmptyState } from '../../display/empty-state.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { useNumber } from '../../display/use-number.js';
import { dateTimeFormat } from '../../language/formats.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';
import { statisticsQuery } from './overview-queries.js';

const Chart = lazy(async () => ({ default: (await import('../../charts/chart.js')).Chart }));
/** As high as the charts next to it. */
const height = 364;

interface Week {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** When refresh tokens expire, week by week; a week leads to its authorizations. */
export function DeadlineSection({ appId }: { readonly appId: string }) {
  const text = useOverviewText();
  const query = useQuery(statisticsQuery(appId, 'day'));
  return (
    <Section title={text('deadlines-title')}>
      <QueryView query={query} rows={7}>
        {({ deadlines }) =>
          deadlines.length === 0 ? <EmptyState title={text('deadlines-none')} /> : <Weeks found={deadlines} />
        }
      </QueryView>
    </Section>
  );
}

function Weeks({ found }: { readonly found: readonly Week[] }) {
  const text = useOverviewText();
  const number = useNumber();
  const { locale } = useLanguage();
  const { base } = useChartBase();
  const navigate = useNavigate();
  const weeks = useMemo(() => everyWeek(found), [found]);
  const date = useMemo(() => dateTimeFormat(locale, { month: 'short', day: 'numeric' }), [locale]);
  const option = useMemo(
    () => ({
      ...base,
      xAxis: { ...base.xAxis, type: 'category' as const, data: weeks.map(({ from }) => date.format(from)) },
      series: [{ type: 'bar' as const, data: weeks.map(({ count }) => count || null), cursor: 'pointer' }],
    }),
    [base, weeks, date],
  );
  const choose = (index: number) => {
    const week = weeks[index];
    if (week === undefined) return;
    void navigate({ to: '/authorizations', search: { deadlineBefore: String(week.to) } });
  };
  return (
    <>
      <p className="chart-hint">{text('deadlines-hint')}</p>
      <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height }} />}>
        <Chart name={text('deadlines-title')} option={option} height={height} onChoose={choose} />
      </Suspense>
      <details className="chart-table">
        <summary>{text('as-table')}</summary>
        <table>
          <tbody>
            {found.map(({ from, to, count }) => (
              <tr key={from}>
                <td>
                  <Link to="/authorizations" search={{ deadlineBefore: String(to) }}>
                    {text('deadlines-week', { date: date.format(from) })}
                  </Link>
                </td>
                <td>{number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** With the weeks in which none expires, up to the last one. */
function everyWeek(found: readonly Week[]): readonly Week[] {
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return [];
  const length = first.to - first.from;
  const counts = new Map(found.map(({ from, count }) => [from, count]));
  const begin = Math.min(first.from, last.from);
  const weeks = Math.round((last.from - begin) / length) + 1;
  return Array.from({ length: weeks }, (_, index) => {
    const from = begin + index * length;
    return { from, to: from + length, count: counts.get(from) ?? 0 };
  });
}
