import { WarningOutlined } from '@ant-design/icons';
import { HubProblem } from '@lingpai/hub-client';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { lacksPermission } from '../api/hub-problem.js';
import { useCommonText } from '../messages/common.js';
import { NoPermissionState } from './no-permission-state.js';
import { StateMessage } from './state-message.js';
import { useProblemText } from './use-problem-text.js';

interface ProblemStateProps {
  readonly error: unknown;
  /** Reads once more; by default the whole page. */
  readonly reset?: () => void;
}

/** Why something could not be read, and the button to try again. */
export function ProblemState({ error, reset }: ProblemStateProps) {
  const text = useCommonText();
  const problemText = useProblemText();
  const router = useRouter();
  const boundary = useQueryErrorResetBoundary();
  if (lacksPermission(error)) return <NoPermissionState />;
  const retry = () => {
    boundary.reset();
    reset?.();
    void router.invalidate();
  };
  const requestId = error instanceof HubProblem ? error.requestId : undefined;
  return (
    <StateMessage
      isAlert
      icon={<WarningOutlined />}
      title={text('problem-title')}
      hint={
        <>
          {problemText(error)}
          {requestId === undefined ? null : (
            <>
              <br />
              <span className="code">{text('problem-request', { requestId })}</span>
            </>
          )}
        </>
      }
      action={<Button onClick={retry}>{text('problem-retry')}</Button>}
    />
  );
}
