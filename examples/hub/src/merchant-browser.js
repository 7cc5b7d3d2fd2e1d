/** What a merchant does in a browser: opens the page of a link, consents at Alipay, and comes back. */

/**
 * @param {{ page: string, url: string }} link
 * @param {{ userId: string, authAppId: string }} merchant
 */
export async function consent(link, { userId, authAppId }) {
  await open(link.page);
  const decision = `${link.url}&merchant=${userId}`;
  const form = await open(decision);
  const consented = await open(decision, {
    form_token: matched(form.text, /name="form_token" value="([^"]+)"/),
    auth_app_id: authAppId,
    decision: 'consent',
  });
  await open(consented.location);
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
  if (response.status >= 400) throw new Error(`the page ${new URL(url).pathname} responded with ${response.status}`);
  return { location: response.headers.get('location') ?? '', text };
}

/** The text of an attribute. @param {string} html @param {RegExp} pattern */
function matched(html, pattern) {
  const [, value] = html.match(pattern) ?? [];
  if (value === undefined) throw new Error(`Alipay's page lacks ${pattern}`);
  return value.replaceAll('&amp;', '&').replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
