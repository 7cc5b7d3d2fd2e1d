import { Alert, Button } from 'antd';
import { Copyable } from '../../display/copyable.js';
import { Dialog } from '../../display/dialog.js';
import { dateTimeFormat } from '../../language/formats.js';
import { useLanguage } from '../../language/language.js';
import { useWebhooksText } from '../../messages/webhooks.js';
import './webhooks-page.css';

/** A secret that was just made. */
export interface NewSecret {
  readonly secret: string;
  /** Until when the secret before is valid; `null`: not any more; `undefined`: there was none. */
  readonly previousUntil?: number | null;
}

interface SecretDialogProps {
  readonly shown: NewSecret | undefined;
  readonly onStored: () => void;
}

/** The last step of an opening: shows a secret once; nothing but its button closes it. */
export function SecretDialog({ shown, onStored }: SecretDialogProps) {
  const text = useWebhooksText();
  const { locale } = useLanguage();
  const previous = shown?.previousUntil;
  const when = (at: number) => dateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  return (
    <Dialog
      isShown={shown !== undefined}
      title={text('secret-title')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onStored}>
          {text('secret-stored')}
        </Button>
      }
    >
      <p>{text('secret-hint')}</p>
      {shown === undefined ? null : (
        <p className="secret">
          <Copyable value={shown.secret} label={text('secret-title')} />
        </p>
      )}
      {previous === undefined ? null : (
        <Alert
          type="info"
          showIcon
          title={previous === null ? text('secret-only') : text('secret-both', { when: when(previous) })}
        />
      )}
    </Dialog>
  );
}
