import type { StatisticsGetResponse } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Segmented, Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useChartBase } from '../../charts/use-chart-base.js';
import { EmptyState } from '../../display/empty-state.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { dateTimeFormat } from '../../language/formats.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';
import { useFilters } from '../../router/use-filters.js';
import { LagChart } from './lag-chart.js';
import { type Period, statisticsQuery } from './overview-queries.js';
import { everyStep, lagOf, ratesOf, shownSeries } from './rates.js';

const Chart = lazy(async () => ({ default: (await import('../../charts/chart.js')).Chart }));
const height = 240;
const seriesColors = {
  rotations: 'accent',
  calls: 'good',
  notifications: 'warning',
  'webhooks-delivered': 'other',
  failures: 'bad',
} as const;

/** Rotations, calls, notifications, webhooks and failures over time. */
export function RateSection({ appId }: { readonly appId: string }) {
  const text = useOverviewText();
  const [filters, setFilters] = useFilters();
  const period: Period = filters.period === 'month' ? 'month' : 'day';
  const query = useQuery(statisticsQuery(appId, period));
  const choice = (
    <Segmented<Period>
      size="small"
      value={period}
      onChange={(chosen) => setFilters({ period: chosen === 'day' ? undefined : chosen })}
      options={[
        { value: 'day', label: text('rates-day') },
        { value: 'month', label: text('rates-month') },
      ]}
    />
  );
  return (
    <Section title={text('rates-title')} extra={choice}>
      <QueryView query={query} rows={7}>
        {({ series }) =>
          series.some(({ counts }) => lagOf(counts) > 0 || shownSeries.some((name) => ratesOf(counts)[name] > 0)) ? (
            <Rates found={series} period={period} />
          ) : (
            <EmptyState title={text('rates-none')} />
          )
        }
      </QueryView>
    </Section>
  );
}

interface RatesProps {
  readonly found: StatisticsGetResponse['series'];
  readonly period: Period;
}

function Rates({ found, period }: RatesProps) {
  const text = useOverviewText();
  const { locale } = useLanguage();
  const { base, colors, label } = useChartBase();
  const rates = useMemo(
    () =>
      everyStep(
        found.map(({ at, counts }) => ({ at, lag: lagOf(counts), ...ratesOf(counts) })),
        period,
        Date.now(),
      ),
    [found, period],
  );
  const steps = useMemo(() => {
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    const format = dateTimeFormat(locale, period === 'day' ? time : { month: 'short', day: 'numeric' });
    return rates.map(({ at }) => format.format(at));
  }, [rates, period, locale]);
  const lags = useMemo(() => rates.map(({ lag }) => lag), [rates]);
  const option = useMemo(
    () => ({
      ...base,
      // A legend of two lines, where there is little room, stays above it.
      grid: { left: 8, right: 8, top: 52, bottom: 4, containLabel: true },
      legend: {
        show: true,
        top: 0,
        left: 0,
        itemWidth: 14,
        itemHeight: 4,
        icon: 'roundRect',
        textStyle: { color: label },
      },
      xAxis: { ...base.xAxis, type: 'category' as const, data: steps },
      series: shownSeries.map((name) => ({
        type: 'line' as const,
        name: text(`series-${name}`),
        data: rates.map((rate) => rate[name]),
        showSymbol: false,
        color: colors[seriesColors[name]],
        ...(name === 'failures' ? { lineStyle: { type: 'dashed' as const } } : {}),
      })),
    }),
    [base, colors, label, rates, steps, text],
  );
  return (
    <>
      <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height }} />}>
        <Chart name={text('rates-title')} option={option} height={height} />
      </Suspense>
      <LagChart steps={steps} lags={lags} />
    </>
  );
}
