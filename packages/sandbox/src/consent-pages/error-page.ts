import { html } from '../html/html.js';
import { pageFrame } from '../html/page-frame.js';
import type { PageError } from './page-error.js';

/** Names the parameter that is wrong. The page has no link, because the link's target cannot be trusted. */
export function errorPage({ parameter, message, chinese }: PageError): string {
  return pageFrame(
    'Authorization cannot be shown',
    html`<section class="card" role="alert">
<p class="mark error" aria-hidden="true">!</p>
<h1>This authorization link does not work</h1>
<p lang="zh" class="secondary">${chinese}</p>
<dl><div><dt>Parameter</dt><dd><code>${parameter}</code></dd></div><div><dt>Reason</dt><dd>${message}</dd></div></dl>
</section>`,
  );
}
