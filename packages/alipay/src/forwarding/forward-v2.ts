import type { Configuration } from '../client/configuration.js';
import type { RequestV2Options } from '../gateway-v2/execute-options.js';
import { exchangeV2 } from '../gateway-v2/request-v2.js';
import { openResponseV2 } from '../gateway-v2/response-v2.js';
import type { ForwardedResponse } from './forwarded-request.js';
import { keepError, maskedBody } from './keep-error.js';

/** Makes a v2 call for another program, and verifies the response; see `AlipayClient.forwardV2`. */
export async function forwardV2(
  configuration: Configuration,
  method: string,
  bizContent: object | undefined,
  options: RequestV2Options,
): Promise<ForwardedResponse> {
  // The body is passed on as text: no number in it is read.
  const reading: Configuration = { ...configuration, bigints: 'string' };
  return keepError((keep) =>
    exchangeV2(reading, { method, bizContent }, options, async (received, context) => {
      const { error, text, traceId } = await openResponseV2(received, context);
      const { status, headers } = received;
      const body = error === undefined ? text : maskedBody(text, context.redact);
      return keep({ status, headers, body, traceId, error });
    }),
  );
}
