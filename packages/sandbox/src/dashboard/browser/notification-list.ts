import type { NotificationSnapshot, NotificationStatus } from '../../index.js';
import { actionButton } from './act.js';
import { callControl } from './control-api.js';
import { badge, code, element, facts, type Tone, table } from './element.js';
import { showList } from './keyed-list.js';
import { moment } from './moment.js';

const tones: Readonly<Record<NotificationStatus, Tone>> = {
  pending: 'wait',
  delivered: 'good',
  'given-up': 'bad',
  'no-address': 'wait',
};

const shown = 100;

/** Notifications, the newest first. */
export function showNotifications(list: HTMLElement, notifications: readonly NotificationSnapshot[]): void {
  showList(list, notifications.slice(-shown).reverse(), {
    key: ({ id }) => id,
    build: notificationItem,
    empty: 'No notification yet. Set a notify URL under Applications, then let a merchant consent or cancel.',
  });
}

function notificationItem(notification: NotificationSnapshot): HTMLElement {
  const { createdAt, kind, authAppId, appId, status, attempts } = notification;
  return element(
    'details',
    { class: 'item' },
    element(
      'summary',
      {},
      moment(createdAt),
      element(
        'span',
        { class: 'what' },
        code(kind),
        ' ',
        element('span', { class: 'secondary' }, authAppId === null ? `→ ${appId}` : `${authAppId} → ${appId}`),
      ),
      element(
        'span',
        { class: 'badges' },
        badge(attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`),
        badge(status, tones[status]),
      ),
    ),
    notificationDetails(notification),
  );
}

function notificationDetails({ id, attempts, fields, nextAttemptAt, notifyId }: NotificationSnapshot): HTMLElement {
  const redeliver = actionButton('Redeliver', async () => {
    const { attempts: after } = await callControl<NotificationSnapshot>('POST', `notifications/${id}/redeliver`);
    const last = after.at(-1);
    return last?.success === true
      ? `the receiver answered notification ${id} with success`
      : `notification ${id}: ${outcome(last)}`;
  });
  return element(
    'div',
    { class: 'body' },
    facts({ notify_id: code(notifyId), 'Next attempt': moment(nextAttemptAt, 'none') }),
    attempts.length === 0
      ? element('p', { class: 'secondary' }, 'Not sent yet.')
      : table(
          ['Sent', 'To', 'Status', 'Latency', 'Response'],
          attempts.map((attempt) => [
            moment(attempt.at),
            code(attempt.url ?? '–'),
            badge(String(attempt.status ?? 'none'), attempt.success ? 'good' : 'bad'),
            attempt.latency === null ? '–' : `${attempt.latency} ms`,
            outcome(attempt),
          ]),
        ),
    element('p', {}, redeliver),
    element(
      'details',
      {},
      element('summary', {}, 'What it says'),
      facts(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, code(value)]))),
    ),
  );
}

function outcome(attempt: NotificationSnapshot['attempts'][number] | undefined): string {
  if (attempt === undefined) return 'not sent';
  return attempt.error ?? (attempt.response === '' ? 'an empty response' : `“${attempt.response}”`);
}
