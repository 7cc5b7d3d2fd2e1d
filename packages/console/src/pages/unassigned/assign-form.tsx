import type { Authorization } from '@lingpai/hub-client/types';
import { Button, Input } from 'antd';
import { type FormEvent, useRef, useState } from 'react';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useUnassignedText } from '../../messages/unassigned.js';
import './assign-form.css';

interface AssignFormProps {
  readonly authorization: Authorization;
}

/** Assigns an authorization; the field of the next one has the focus then. */
export function AssignForm({ authorization: { appId, authAppId, order } }: AssignFormProps) {
  const text = useUnassignedText();
  const [reference, setReference] = useState(order?.isvTicket ?? '');
  const form = useRef<HTMLFormElement>(null);
  const typed = reference.trim();
  const assign = useAction({
    run: () => hub.authorizations.assign({ appId, authAppId, reference: typed }),
    done: () => text('assigned', { reference: typed }),
    changes: [['authorizations'], ['authorization']],
    onDone: () => nextField(form.current)?.focus(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '' && !assign.isPending) assign.mutate();
  };
  return (
    <form ref={form} className="assign-form" onSubmit={submit}>
      <Input
        size="small"
        value={reference}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label={text('reference-of', { authAppId })}
        placeholder={text('reference-placeholder')}
        onChange={({ target }) => setReference(target.value)}
      />
      <Button size="small" htmlType="submit" disabled={typed === ''} loading={assign.isPending}>
        {text('assign')}
      </Button>
    </form>
  );
}

/** The field of the row below, or of the one above the last. */
function nextField(form: HTMLFormElement | null): HTMLInputElement | undefined {
  const forms = [...document.querySelectorAll<HTMLFormElement>('.assign-form')];
  const at = form === null ? -1 : forms.indexOf(form);
  return (forms[at + 1] ?? forms[at - 1])?.querySelector('input') ?? undefined;
}
