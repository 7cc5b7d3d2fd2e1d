import { env } from 'node:process';

/**
 * Everything that differs between the sandbox and production. Secrets come from the environment.
 *
 * @typedef {object} Settings
 * @property {string} baseUrl where browsers and Alipay reach this service
 * @property {import('@lingpai/alipay').AlipayClientOptions} client
 * @property {string} masterKey base64 of 32 bytes; it seals the tokens
 * @property {string} folder for the database
 */

/** @returns {Settings} */
export function settingsFromEnvironment() {
  return {
    baseUrl: given('BASE_URL'),
    client: {
      appId: given('ALIPAY_APP_ID'),
      privateKey: given('ALIPAY_PRIVATE_KEY'),
      alipayPublicKey: given('ALIPAY_PUBLIC_KEY'),
    },
    masterKey: given('MASTER_KEY'),
    folder: env.DATA_FOLDER ?? './data',
  };
}

/** @param {string} name */
function given(name) {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name}: set it in the environment`);
  return value;
}
