import { brandClass } from '../class-brand.js';
import { AlipayError } from './alipay-error.js';

/** What was wrong with the form or the content of a notification. */
export type NotificationProblem =
  /** Not a form, or not the content of its kind of notification. */
  | 'malformed'
  /** A field comes twice, so its value is not certain. */
  | 'repeated-field'
  /** More bytes or fields than any notification of Alipay has. */
  | 'too-large'
  /** A charset other than UTF-8 and GBK, or bytes that are not text in the charset. */
  | 'charset';

/** The post is not a notification that can be read. Respond with `fail`. */
export class AlipayNotificationError extends AlipayError {
  readonly problem: NotificationProblem;

  static {
    brandClass(AlipayNotificationError, 'AlipayNotificationError');
    AlipayNotificationError.prototype.name = 'AlipayNotificationError';
  }

  constructor(message: string, problem: NotificationProblem) {
    super(message);
    this.problem = problem;
  }
}
