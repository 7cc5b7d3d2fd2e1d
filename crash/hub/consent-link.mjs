import { NoResponse } from './hub-client.mjs';

/** How the hub's pages say it. */
const titles = { authorized: '授权成功', pending: '授权处理中', declined: '未授权', used: '授权已失效' };

/** Statuses that say: not now. */
export const isPassing = ({ status }) => status >= 500 || status === 429;

/**
 * Does with a consent link whatever is left to do: creates it, opens its page, decides, comes back. A step whose response was lost
 * is made again, as a program does with an idempotency key and a browser when its page is reloaded.
 *
 * @param link `appId`, `merchants`, `reference`, `key` (of the idempotent request), `decision`
 * @returns whether nothing is left
 */
export async function proceed(world, link) {
  try {
    if (link.id === undefined && !(await create(world, link))) return false;
    if (link.decision === 'ignore') return true;
    if (link.decision === 'revoke') return await revoke(world, link);
    if (!link.isOpened) {
      const { status } = await world.ask('GET', `/c/${link.id}`);
      link.isOpened = status === 200;
      if (!link.isOpened) return false;
    }
    if (link.decision === 'consent') await consent(world, link);
    return await comeBack(world, link);
  } catch (error) {
    if (!(error instanceof NoResponse)) throw error;
    link.cuts = (link.cuts ?? 0) + 1;
    link.isUnderWay ||= error.isUnderWay;
    return false;
  }
}

/** The same request as often as necessary. */
export function requestLink(ask, { appId, reference, key }) {
  return ask('POST', `/v1/apps/${appId}/links`, {
    body: { reference, language: 'zh' },
    headers: { 'idempotency-key': key },
  });
}

async function create(world, link) {
  const response = await requestLink(world.ask, link);
  const { status, json, text } = response;
  if (status === 409 && json?.code === 'request-in-progress') return false;
  if (isPassing(response)) return false;
  if (status !== 201) throw new Error(`a link was not created: ${status} ${text}`);
  Object.assign(link, { id: json.id, state: stateOf(json.url), response: text });
  return true;
}

async function revoke(world, link) {
  const response = await world.ask('DELETE', `/v1/apps/${link.appId}/links/${link.id}`);
  if (isPassing(response)) return false;
  if (response.status !== 200) throw new Error(`a link was not revoked: ${response.status} ${response.text}`);
  link.expected = 'revoked';
  return true;
}

/** The merchant says yes, once. */
async function consent({ alipay, merchants, count }, link) {
  if (link.code !== undefined) return;
  const { appId, merchants: chosen } = link;
  merchants.beginConsent(chosen);
  const merchantApplications = chosen.map(({ authAppId, userId, kind }) => ({ authAppId, userId, kind }));
  const { text, at } = await alipay.ask('consent', { appId, merchantApplications });
  link.code = text;
  merchants.endConsent(chosen, link, at);
  count('consents');
}

async function comeBack(world, link) {
  const { appId, code, state } = link;
  const outcome = code === undefined ? { error: 'access_denied' } : { app_auth_code: code };
  const query = new URLSearchParams({ app_id: appId, state, ...outcome });
  link.returns = (link.returns ?? 0) + 1;
  const response = await world.ask('GET', `/callback/${appId}?${query}`);
  if (isPassing(response)) return false;
  const [word = `status ${response.status}`] =
    Object.entries(titles).find(([, title]) => response.text.includes(`>${title}<`)) ?? [];
  link.word = word;
  world.count(`returned: ${word}`);
  if (word === 'authorized' || word === 'pending') link.expected = 'authorized';
  else if (word === 'declined') link.expected = 'declined';
  else if (word !== 'used') throw new Error(`a merchant came back and was told: ${response.status} ${response.text}`);
  return true;
}

/** The state in the address of either form of consent page. */
function stateOf(url) {
  const { searchParams } = new URL(url);
  const bizData = searchParams.get('bizData');
  return bizData === null ? searchParams.get('state') : JSON.parse(bizData).agentOpParam.state;
}
