/** What a consent link is for; an `AlipayClient` is one. */
export interface ConsentApplication {
  /** The application's id at Alipay. */
  readonly appId: string;
  /** Scheme and host of the gateway; `https://openapi.alipay.com` by default. The consent pages go with it. */
  readonly endpoint?: string | undefined;
}

const production = 'https://openapi.alipay.com';

/** The hosts of Alipay's consent pages, by those of its gateways. */
const consentOrigins: Readonly<Record<string, string>> = {
  [production]: 'https://openauth.alipay.com',
  'http://openapi.sandbox.dl.alipaydev.com': 'https://openauth-sandbox.dl.alipaydev.com',
  'https://openapi.sandbox.dl.alipaydev.com': 'https://openauth-sandbox.dl.alipaydev.com',
  'https://openapi-sandbox.dl.alipaydev.com': 'https://openauth-sandbox.dl.alipaydev.com',
};

/** Whose gateway an endpoint is. `local`: any other gateway, which serves the consent pages itself. */
export interface ConsentHost {
  readonly kind: 'production' | 'alipay-sandbox' | 'local';
  /** The origin of the pages under `/oauth2/`. */
  readonly origin: string;
}

/** @throws TypeError when the endpoint is not a scheme and host */
export function consentHost(endpoint: string = production): ConsentHost {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('endpoint: expected scheme and host, such as "https://openapi.alipay.com"');
  }
  const origin = Object.hasOwn(consentOrigins, url.origin) ? consentOrigins[url.origin] : undefined;
  if (origin === undefined) return { kind: 'local', origin: url.origin };
  return { kind: url.origin === production ? 'production' : 'alipay-sandbox', origin };
}
