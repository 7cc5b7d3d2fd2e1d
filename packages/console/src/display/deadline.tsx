import { Typography } from 'antd';
import { useLanguage } from '../language/language.js';
import { relativeTime } from './relative-time.js';
import { Time } from './time.js';

const near = 30 * 86_400_000;

/** The day on which something expires; when that is near, also how far away it is. */
export function Deadline({ at }: { readonly at: number }) {
  const { locale } = useLanguage();
  const now = Date.now();
  if (at - now > near) return <Time at={at} show="date" />;
  return (
    <>
      <Time at={at} show="date" />{' '}
      <Typography.Text type={at < now ? 'danger' : 'warning'}>{relativeTime(at, now, locale)}</Typography.Text>
    </>
  );
}
