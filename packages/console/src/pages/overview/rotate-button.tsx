import { Button } from 'antd';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useOverviewText } from '../../messages/overview.js';
import { useMay } from '../../session/session.js';

interface RotateButtonProps {
  readonly appId: string;
  readonly authAppId: string;
}

export function RotateButton({ appId, authAppId }: RotateButtonProps) {
  const text = useOverviewText();
  const mayManage = useMay('manage');
  const rotate = useAction({
    run: () => hub.authorizations.rotate({ appId, authAppId }),
    done: () => text('rotated'),
    changes: [['authorizations'], ['authorization'], ['statistics']],
  });
  return (
    <Button disabled={!mayManage} loading={rotate.isPending} onClick={() => rotate.mutate()}>
      {text('help-rotate')}
    </Button>
  );
}
