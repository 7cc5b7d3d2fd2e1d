import type { Application } from '../applications/application.js';
import type { RequestFields } from '../gateway/decode-body.js';
import type { V2Parameters } from './v2-parameters.js';

/** A v2 request that was verified and decrypted. */
export interface V2Call {
  readonly application: Application;
  /** Alipay's name of the method. */
  readonly method: string;
  readonly parameters: V2Parameters;
  /** `biz_content`. */
  readonly content: RequestFields;
  /** The valid token of the merchant on whose behalf the call is made. */
  readonly appAuthToken: string | undefined;
  /** The scheme and host under which the caller reached the sandbox. */
  readonly origin: string;
}
