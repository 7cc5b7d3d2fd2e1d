import { consent } from './merchant-browser.js';

/** Three of the local Alipay's merchants, by what the service provider knows them by. */
export const merchants = [
  { reference: 'tea', userId: '2088900000000011', authAppId: '2021900000000111' },
  { reference: 'books', userId: '2088900000000022', authAppId: '2021900000000221' },
  { reference: 'bicycles', userId: '2088900000000033', authAppId: '2021900000000331' },
];

/**
 * Invites a merchant, who consents.
 *
 * @param {import('./start-everything.js').Running} running
 * @param {typeof merchants[number]} merchant
 */
export async function authorize({ api, appId }, merchant) {
  const link = await api.request('POST', `/v1/apps/${appId}/links`, { reference: merchant.reference });
  await consent(link, merchant);
}
