import { DoubleLeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useCommonText } from '../messages/common.js';

interface CursorPagerProps {
  readonly count: number;
  readonly cursor: string | undefined;
  readonly next: string | null;
  readonly onGo: (cursor: string | undefined) => void;
}

/** To the next page, and back to the first; the browser's own button leads to the page before. */
export function CursorPager({ count, cursor, next, onGo }: CursorPagerProps) {
  const text = useCommonText();
  return (
    <div className="cursor-pager">
      <span>{count === 0 ? null : text('page-rows', { count })}</span>
      {cursor === undefined && next === null ? null : (
        <nav>
          <Button
            size="small"
            icon={<DoubleLeftOutlined />}
            disabled={cursor === undefined}
            onClick={() => onGo(undefined)}
          >
            {text('first-page')}
          </Button>
          <Button
            size="small"
            icon={<RightOutlined />}
            iconPlacement="end"
            disabled={next === null}
            onClick={() => onGo(next ?? undefined)}
          >
            {text('next-page')}
          </Button>
        </nav>
      )}
    </div>
  );
}
