import type { AlipayClientOptions } from '@lingpai/alipay';

/** Everything that differs between the sandbox and production. */
export interface Settings {
  /** Where browsers and Alipay reach this service. */
  readonly baseUrl: string;
  readonly client: AlipayClientOptions;
  /** Base64 of 32 bytes; it seals the tokens. */
  readonly masterKey: string;
  /** For the database. */
  readonly folder: string;
}

/** Secrets come from the environment. */
export function settingsFromEnvironment(): Settings {
  return {
    baseUrl: given('BASE_URL'),
    client: {
      appId: given('ALIPAY_APP_ID'),
      privateKey: given('ALIPAY_PRIVATE_KEY'),
      alipayPublicKey: given('ALIPAY_PUBLIC_KEY'),
      endpoint: process.env.ALIPAY_ENDPOINT,
    },
    masterKey: given('MASTER_KEY'),
    folder: process.env.DATA_FOLDER ?? './data',
  };
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name}: set it in the environment`);
  return value;
}
