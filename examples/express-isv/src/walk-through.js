/**
 * Does in order what merchant, customer and service provider do in their browsers, and prints what happens.
 *
 * @param {{ baseUrl: string, sandbox: import('@lingpai/sandbox').RunningSandbox, vault: import('@lingpai/vault').Vault }} running
 * @param {(line: string) => void} print
 */
export async function walkThrough({ baseUrl, sandbox, vault }, print) {
  const { appId } = sandbox.app();
  const step = (/** @type {string} */ name, /** @type {string} */ result) => print(`${name.padEnd(22)}${result}`);

  const invitation = await open(`${baseUrl}/invite?shop=tea`);
  step('Invite', `the merchant's browser goes to ${new URL(invitation.location).pathname}`);

  const accounts = await open(invitation.location);
  const account = matched(accounts.text, /href="([^"]*merchant=2088900000000011)"/);
  const decision = new URL(account, invitation.location).href;
  const form = await open(decision);
  const consent = await open(decision, {
    form_token: matched(form.text, /name="form_token" value="([^"]+)"/),
    auth_app_id: matched(form.text, /name="auth_app_id" value="([^"]+)"/),
    decision: 'consent',
  });
  await open(consent.location);
  await sandbox.settled();
  const { value: [authorization] = [] } = await vault.list().next();
  if (authorization === undefined) throw new Error('the vault holds no authorization');
  const { authAppId } = authorization;
  step('Consent', `${authAppId} is ${authorization.state}, reference ${authorization.reference}`);

  const charged = await open(`${baseUrl}/charges`, { merchant: authAppId, amount: '8.80' });
  const orderUrl = `${baseUrl}${charged.location}`;
  const order = await open(orderUrl);
  step('Charge', `${titleOf(order.text)}, with a QR code`);

  const buyerPage = matched(order.text, /<a href="([^"]+)">open the buyer/);
  await open(buyerPage);
  await open(`${buyerPage}/pay`, {});
  await sandbox.settled();
  step('Pay', 'the customer pays on the page of the QR code');
  step('Trade notification', titleOf((await open(orderUrl)).text));

  await open(`${orderUrl}/refund`, {});
  await sandbox.settled();
  step('Refund', titleOf((await open(orderUrl)).text));

  sandbox.cancel({ appId, authAppId });
  await sandbox.settled();
  const after = await vault.authorization(appId, authAppId);
  step('Cancel', `${authAppId} is ${after?.state}`);
}

/**
 * Gets a page, or posts a form.
 *
 * @param {string} url
 * @param {Record<string, string>} [form]
 */
async function open(url, form) {
  const posted = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const response = await fetch(url, { redirect: 'manual', ...posted });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${new URL(url).pathname}: status ${response.status}, ${titleOf(text)}`);
  return { location: response.headers.get('location') ?? '', text };
}

/** @param {string} html */
const titleOf = (html) => html.match(/<h1>([^<]*)<\/h1>/)?.[1] ?? 'no title';

/** The text of an attribute. @param {string} html @param {RegExp} pattern */
function matched(html, pattern) {
  const [, value] = html.match(pattern) ?? [];
  if (value === undefined) throw new Error(`the page "${titleOf(html)}" lacks ${pattern}`);
  return value.replaceAll('&amp;', '&').replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
