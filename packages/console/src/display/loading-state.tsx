import { Skeleton } from 'antd';
import { useCommonText } from '../messages/common.js';

/** As large as a page, so that nothing jumps when the page comes. */
export function LoadingState() {
  const text = useCommonText();
  return (
    <div role="status" aria-label={text('loading')}>
      <Skeleton active title={{ width: 160 }} paragraph={{ rows: 8 }} />
    </div>
  );
}
