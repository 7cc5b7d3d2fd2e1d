import { brandClass } from '../class-brand.js';
import { AlipayError } from './alipay-error.js';

/** What was wrong with the form or the content of a notification. */
export type NotificationProblem =
  /** Not a form, or not the content that its kind of notification has. */
  | 'malformed'
  /** A field comes twice, so that it has no one value. */
  | 'repeated-field'
  /** More bytes or more fields than any notification of Alipay has. */
  | 'too-large'
  /** A charset that is neither UTF-8 nor GBK, or bytes that are not text in it. */
  | 'charset';

/** Something was posted that is not a notification which can be read. Answer it with `fail`. */
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
