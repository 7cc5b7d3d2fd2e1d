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

/** Where the consent pages of a gateway are: any other gateway has them itself. */
export function consentOrigin(endpoint: string = production): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('endpoint: expected scheme and host, such as "https://openapi.alipay.com"');
  }
  return Object.hasOwn(consentOrigins, url.origin) ? (consentOrigins[url.origin] ?? url.origin) : url.origin;
}
