import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons';
import { Badge, Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useActivityText } from '../../messages/activity.js';
import { useLive } from './use-live.js';

/** Says whether the list follows what happens; pauses it, and goes on. */
export function LiveControl({ appId }: { readonly appId: string | undefined }) {
  const text = useActivityText();
  const [isPaused, setIsPaused] = useState(false);
  const { isConnected, missed } = useLive(appId, isPaused);
  const state = isPaused ? 'off' : isConnected ? 'on' : 'connecting';
  const badge = isPaused ? 'default' : isConnected ? 'success' : 'processing';
  return (
    <div className="live">
      <span role="status">
        <Badge status={badge} text={text(`live-${state}`)} />
        {missed === 0 ? null : <strong className="live-missed">{text('live-missed', { count: missed })}</strong>}
      </span>
      <Button
        icon={isPaused ? <CaretRightOutlined /> : <PauseOutlined />}
        type={missed === 0 ? 'default' : 'primary'}
        onClick={() => setIsPaused(!isPaused)}
      >
        {isPaused ? text('live-resume') : text('live-pause')}
      </Button>
    </div>
  );
}

/** In the place of the control where the list has an end. */
export function NotLive() {
  const text = useActivityText();
  return (
    <Tooltip title={text('live-elsewhere-hint')}>
      <span className="live">
        <Badge status="default" text={text('live-elsewhere')} />
      </span>
    </Tooltip>
  );
}
