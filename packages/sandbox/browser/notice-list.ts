import type { NoticeSnapshot, NoticeStatus } from '@lingpai/sandbox';
import { actionButton } from './act.js';
import { callControl } from './control-api.js';
import { badge, code, element, facts, type Tone, table } from './element.js';
import { showList } from './keyed-list.js';
import { moment } from './moment.js';

const tones: Readonly<Record<NoticeStatus, Tone>> = {
  pending: 'wait',
  delivered: 'good',
  'given-up': 'bad',
  'no-address': 'wait',
};

const shown = 100;

/** Notices, the newest first. */
export function showNotices(list: HTMLElement, notices: readonly NoticeSnapshot[]): void {
  showList(list, notices.slice(-shown).reverse(), {
    key: ({ id }) => id,
    build: noticeItem,
    empty: 'No notice yet. Set a notify URL under Applications, then let a merchant consent or cancel.',
  });
}

function noticeItem(notice: NoticeSnapshot): HTMLElement {
  const { createdAt, kind, authAppId, appId, status, attempts } = notice;
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
        element('span', { class: 'secondary' }, `${authAppId} → ${appId}`),
      ),
      element(
        'span',
        { class: 'badges' },
        badge(attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`),
        badge(status, tones[status]),
      ),
    ),
    noticeDetails(notice),
  );
}

function noticeDetails({ id, attempts, fields, nextAttemptAt, notifyId }: NoticeSnapshot): HTMLElement {
  const redeliver = actionButton('Redeliver', async () => {
    const { attempts: after } = await callControl<NoticeSnapshot>('POST', `notices/${id}/redeliver`);
    const last = after.at(-1);
    return last?.success === true ? `notice ${id} was received with success` : `notice ${id}: ${outcome(last)}`;
  });
  return element(
    'div',
    { class: 'body' },
    facts({ notify_id: code(notifyId), 'Next attempt': moment(nextAttemptAt, 'none') }),
    attempts.length === 0
      ? element('p', { class: 'secondary' }, 'Not sent yet.')
      : table(
          ['Sent', 'To', 'Status', 'Response'],
          attempts.map((attempt) => [
            moment(attempt.at),
            code(attempt.url ?? '–'),
            badge(String(attempt.status ?? 'none'), attempt.success ? 'good' : 'bad'),
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

function outcome(attempt: NoticeSnapshot['attempts'][number] | undefined): string {
  if (attempt === undefined) return 'not sent';
  return attempt.error ?? (attempt.response === '' ? 'an empty response' : `“${attempt.response}”`);
}
