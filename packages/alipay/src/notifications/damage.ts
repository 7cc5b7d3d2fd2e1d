import { fieldKind } from './known-fields.js';
import { bytesOf, type NotificationFields, shownName } from './notification-fields.js';

const entity = /&(?:quot|amp|lt|gt|apos|#39|#34|#x27|#x22);/i;
const maxShown = 5;

/**
 * What happened to a notification on its way through the receiver's own software, as far as its fields show it; for the
 * error of a signature that does not fit.
 *
 * @returns clauses that name the fields; none when nothing shows
 */
export function damageSeen(fields: NotificationFields): readonly string[] {
  const holding = (test: (value: string) => boolean) => Object.keys(fields).filter((name) => test(fields[name] ?? ''));
  const sign = fields.sign ?? '';
  const entities = holding((value) => entity.test(value));
  const replaced = holding((value) => value.includes('\uFFFD'));
  const unknown = Object.keys(fields).filter((name) => name !== 'sign' && fieldKind(name) === 'unknown');
  const clauses = [
    sign.includes(' ') && 'sign holds spaces where base64 has "+", so the form was decoded twice or not encoded',
    sign.includes('%') && 'sign is still percent-encoded',
    entities.length > 0 && `${list(entities)} holds HTML entities such as &quot;, so a filter escaped the form`,
    replaced.length > 0 && `${list(replaced)} holds U+FFFD, so the form was decoded in another charset than its own`,
    unknown.length > 0 &&
      `Alipay is not known to send ${list(unknown)}; remove what a framework or the query of the address added`,
    bytesOf(fields) === undefined &&
      'the fields arrived decoded, so their bytes are lost; parseNotification keeps the bytes of the raw body',
  ];
  return clauses.filter((clause) => clause !== false);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, maxShown).map(shownName);
  return shown.join(', ') + (names.length > maxShown ? ' and others' : '');
}
