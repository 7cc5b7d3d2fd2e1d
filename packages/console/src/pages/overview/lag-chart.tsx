import { Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useChartBase } from '../../charts/use-chart-base.js';
import { durationText } from '../../display/duration-text.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';

const Chart = lazy(async () => ({ default: (await import('../../charts/chart.js')).Chart }));
const height = 120;

interface LagChartProps {
  /** The beginnings of the hours or days, as they are written. */
  readonly steps: readonly string[];
  /** Milliseconds that an event waited at most in each of them. */
  readonly lags: readonly number[];
}

/** How long events wait for their receivers, over time. */
export function LagChart({ steps, lags }: LagChartProps) {
  const text = useOverviewText();
  const { locale } = useLanguage();
  const { base, colors } = useChartBase();
  const longest = Math.max(...lags);
  const top = longest === 0 ? 1_000 : longest;
  const option = useMemo(() => {
    const format = (milliseconds: number) => durationText(milliseconds, locale);
    return {
      ...base,
      tooltip: { ...base.tooltip, valueFormatter: (value: unknown) => format(Number(value)) },
      xAxis: { ...base.xAxis, type: 'category' as const, data: [...steps] },
      yAxis: { ...base.yAxis, max: top, interval: top / 2, axisLabel: { ...base.yAxis.axisLabel, formatter: format } },
      series: [
        {
          type: 'line' as const,
          name: text('lag-longest'),
          data: [...lags],
          showSymbol: false,
          color: colors.other,
          areaStyle: { opacity: 0.15 },
        },
      ],
    };
  }, [base, colors, steps, lags, top, locale, text]);
  return (
    <div className="lag-chart">
      <p className="chart-hint">
        <span>
          {text('lag-title')}
          {': '}
          {longest === 0 ? text('lag-none') : text('lag-at-most', { duration: durationText(longest, locale) })}
        </span>
      </p>
      <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height }} />}>
        <Chart name={text('lag-title')} option={option} height={height} />
      </Suspense>
    </div>
  );
}
