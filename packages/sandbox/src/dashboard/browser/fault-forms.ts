import type { Fault, NotificationFault } from '../../index.js';
import { actionButton, onSubmit } from './act.js';
import { callControl } from './control-api.js';
import { badge, element, part } from './element.js';
import { showList } from './keyed-list.js';

/** Makes the two forms for faults work: that of the gateway and that of notifications. */
export function startFaultForms(): void {
  const gateway = part('fault-form', HTMLFormElement);
  showFieldsFor(gateway);
  onSubmit(gateway, async (fields) => {
    const match = { ...text(fields, 'path'), ...text(fields, 'grantType') };
    const fault = {
      effect: fields.get('effect'),
      ...number(fields, 'times'),
      ...number(fields, 'ms'),
      ...number(fields, 'status'),
      match,
    };
    const { effect } = await callControl<Fault>('POST', 'faults', fault);
    return `the next request meets ${effect}`;
  });
  const notifications = part('notification-fault-form', HTMLFormElement);
  showFieldsFor(notifications);
  onSubmit(notifications, async (fields) => {
    const match = text(fields, 'kind');
    const fault = { effect: fields.get('effect'), ...number(fields, 'times'), ...number(fields, 'seconds'), match };
    const { effect } = await callControl<NotificationFault>('POST', 'notification-faults', fault);
    return `the next notification meets ${effect}`;
  });
  part('fault-clear', HTMLElement).append(
    actionButton('Clear all faults', async () => {
      await Promise.all([callControl('DELETE', 'faults'), callControl('DELETE', 'notification-faults')]);
      return 'no fault is in force';
    }),
  );
}

/** The faults in force. */
export function showFaults(
  list: HTMLElement,
  faults: readonly Fault[],
  notificationFaults: readonly NotificationFault[],
): void {
  const all = [
    ...faults.map((fault) => ({ of: 'request', ...fault })),
    ...notificationFaults.map((fault) => ({ of: 'notification', ...fault })),
  ];
  showList(list, all, {
    key: ({ of, id }) => `${of} ${id}`,
    build: ({ of, effect, remaining, match }) =>
      element(
        'p',
        { class: 'item row' },
        element(
          'span',
          { class: 'what' },
          `${of}: ${effect}`,
          ' ',
          element('span', { class: 'secondary' }, Object.values(match).join(' ')),
        ),
        badge(`${remaining} to come`, 'wait'),
      ),
    empty: 'No fault is in force.',
  });
}

/** Fields that belong to one effect are there only while it is chosen. */
function showFieldsFor(form: HTMLFormElement): void {
  const effect = form.elements.namedItem('effect');
  const update = () => {
    const chosen = effect instanceof HTMLSelectElement ? effect.value : '';
    for (const label of form.querySelectorAll<HTMLElement>('[data-effect]')) {
      label.hidden = label.dataset.effect !== chosen;
      for (const input of label.querySelectorAll('input')) input.disabled = label.hidden;
    }
  };
  form.addEventListener('change', update);
  update();
}

function text(fields: FormData, name: string): Record<string, string> {
  const value = String(fields.get(name) ?? '').trim();
  return value === '' ? {} : { [name]: value };
}

function number(fields: FormData, name: string): Record<string, number> {
  const value = String(fields.get(name) ?? '');
  return value === '' ? {} : { [name]: Number(value) };
}
