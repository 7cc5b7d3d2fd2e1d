import { useBlocker } from '@tanstack/react-router';
import { Dialog } from '../../../display/dialog.js';
import { Opening } from '../../../display/opening.js';
import { useBulkInviteText } from '../../../messages/bulk-invite.js';

/** Asks before the member leaves an upload that is under way. */
export function LeaveDialog({ isSending }: { readonly isSending: boolean }) {
  const text = useBulkInviteText();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isSending &&
      // The session has ended: there is nothing to stay for.
      next.pathname !== '/sign-in' &&
      (current.pathname !== next.pathname || placeOf(current.search) !== placeOf(next.search)),
    enableBeforeUnload: () => isSending,
    withResolver: true,
  });
  return (
    <Opening of={status === 'blocked'} onClose={() => reset?.()}>
      {() => (
        <Dialog title={text('leave-title')} okText={text('leave')} cancelText={text('stay')} onOk={() => proceed?.()}>
          {text('leave-hint')}
        </Dialog>
      )}
    </Opening>
  );
}

/** What of the address decides whether the upload is shown; the list below it may be filtered meanwhile. */
const placeOf = ({ app, mode, link }: { readonly app?: string; readonly mode?: string; readonly link?: string }) =>
  JSON.stringify([app, mode, link]);
