import type { FileInput } from '../client/file-input.js';
import type { HttpMethod } from '../client/operation.js';
import type { RequestOptions } from '../client/request-options.js';
import type { AlipayApiError } from '../errors/alipay-api-error.js';

/** A request that another program made, to be signed and sent as it is. */
export interface ForwardedRequest {
  readonly method: HttpMethod;
  /** Path below the endpoint with its query, beginning with `/`, percent-encoded. */
  readonly path: string;
  /** JSON text, sent byte for byte; with `files`, in the part `data`. */
  readonly content?: string | undefined;
  /** Files to upload, by the names of their parts. The request is then a multipart form. */
  readonly files?: Readonly<Record<string, FileInput>> | undefined;
}

/** Options of a forwarded request. */
export interface ForwardOptions extends RequestOptions {
  /**
   * `true`: a stream of events is accepted, although Alipay signs none and only TLS protects it. `false` by default: it is an
   * `AlipaySignatureError`.
   */
  readonly acceptUnsigned?: boolean | undefined;
  /** Milliseconds between two pieces of a stream; 60,000 by default. */
  readonly idleTimeout?: number | undefined;
}

/** A response of Alipay, verified, to be passed on. */
export interface ForwardedResponse {
  readonly status: number;
  /** As they arrived: they describe the body as it was on the wire. Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * JSON as Alipay sent it, decrypted, of the v2 gateway the response object; in an error, what the gateway repeats of tokens
   * and of the signed text is masked. A stream of events is passed on as it arrives; nothing in it is verified.
   */
  readonly body: string | AsyncIterable<Uint8Array>;
  /** The header `alipay-trace-id`: what Alipay's support asks for. */
  readonly traceId: string | undefined;
  /** The error that the response is; its signature was verified. */
  readonly error: AlipayApiError | undefined;
}
