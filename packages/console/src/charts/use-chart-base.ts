import { theme } from 'antd';
import { useMemo } from 'react';
import { useAppearance } from '../theme/appearance.js';
import { neutralOf } from '../theme/palette.js';

/** What every chart looks like, in the colours of the theme. */
export function useChartBase() {
  const { token } = theme.useToken();
  const { isDark } = useAppearance();
  return useMemo(() => {
    const colors = {
      accent: token.colorPrimary,
      good: token.colorSuccess,
      warning: token.colorWarning,
      bad: token.colorError,
      other: neutralOf(isDark),
    };
    const axis = {
      axisLine: { lineStyle: { color: token.colorBorder } },
      axisTick: { show: false },
      axisLabel: { color: token.colorTextSecondary },
    };
    const base = {
      color: Object.values(colors),
      animation: false,
      textStyle: { fontFamily: token.fontFamily },
      grid: { left: 8, right: 8, top: 16, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis' as const,
        // HTML would need inline styles, which the content security policy refuses.
        renderMode: 'richText' as const,
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorder,
        textStyle: { color: token.colorText, fontSize: 12 },
      },
      legend: { show: false },
      xAxis: { type: 'category' as const, ...axis },
      yAxis: {
        type: 'value' as const,
        minInterval: 1,
        axisLabel: { color: token.colorTextSecondary },
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
      },
    };
    /** `label`: of texts next to axes. */
    return { base, colors, label: token.colorTextSecondary };
  }, [token, isDark]);
}
