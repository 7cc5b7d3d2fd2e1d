import type { HandlerRequest } from './handler-options.js';

/** A body that cannot be used; `status` is the response's. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly reason: 'body-consumed' | 'too-large' | 'malformed';
  readonly status: number;

  constructor(reason: UnreadableBody['reason'], status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.status = status;
  }
}

const formType = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * The body of a request, as it arrived.
 *
 * @throws UnreadableBody when it is no form, has been read before or is larger than `limit` bytes
 */
export async function readBody(request: Omit<HandlerRequest, 'method' | 'url'>, limit: number): Promise<Uint8Array> {
  if (!formType.test(request.headers.get('content-type') ?? '')) {
    throw new UnreadableBody('malformed', 415, 'the content type is not application/x-www-form-urlencoded');
  }
  if (request.bodyUsed) throw consumedBody();
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.length;
      if (length > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UnreadableBody) throw error;
    throw new UnreadableBody('malformed', 400, 'the body did not arrive whole', { cause: error });
  }
  return Buffer.concat(chunks);
}

/** Something in front of the handler has read the body. */
export function consumedBody(): UnreadableBody {
  return new UnreadableBody(
    'body-consumed',
    500,
    'the body has been read before: mount the handler in front of the body parser, or keep the bytes in request.rawBody',
  );
}

function tooLarge(limit: number): UnreadableBody {
  return new UnreadableBody('too-large', 413, `the body has more than ${limit} bytes`);
}
