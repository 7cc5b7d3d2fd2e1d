import { faultEffects } from '../faults/fault.js';
import { html, type Safe } from '../html/html.js';
import { notificationFaultEffects } from '../notifications/notification-fault.js';
import { notificationKinds } from '../notifications/notification-kind.js';
import { faultHints, notificationFaultHints } from './fault-hints.js';

/** The dashboard at `/`. Its script fills in everything that changes. */
export function dashboardPage(): string {
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lingpai Sandbox</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
<link rel="stylesheet" href="/assets/dashboard.css">
<script type="module" src="/assets/dashboard/main.js"></script>
</head>
<body>
<a class="skip" href="#requests">Skip to the requests</a>
<header class="top">
<div class="brand"><img src="/assets/icon.svg" alt="" width="28" height="28"><h1>Lingpai Sandbox <span lang="zh">本地支付宝</span></h1></div>
<nav aria-label="Sections"><a href="#clock-panel">Clock</a><a href="#requests">Requests</a><a href="#authorizations">Authorizations</a><a href="#trades">Trades</a><a href="#notifications">Notifications</a><a href="#applications">Applications</a><a href="#merchants">Merchants</a><a href="#fault-panel">Faults</a></nav>
<p class="now"><span id="connection" class="badge" role="status">connecting</span></p>
</header>
<noscript><p class="banner">This page needs JavaScript. The consent pages and the control API below <code>/sandbox</code> do not.</p></noscript>
<p id="message" class="message" role="status" aria-live="polite" hidden></p>
<div class="columns">
<aside aria-label="Controls">${clockPanel()}${faultPanel()}${notificationFaultPanel()}${certificatePanel()}</aside>
<main>${sections()}</main>
</div>
</body>
</html>
`;
  return whole.toString();
}

function clockPanel(): Safe {
  return html`<section class="panel" id="clock-panel" aria-labelledby="clock-title">
<h2 id="clock-title">Clock <span lang="zh">时钟</span></h2>
<p><span id="clock" class="time">–</span><span class="secondary">UTC+8, <span id="clock-offset"></span></span></p>
<p class="buttons"><button type="button" data-seconds="3600">+1 hour</button><button type="button" data-seconds="86400">+1 day</button><button type="button" data-seconds="2592000">+30 days</button></p>
<form id="clock-form" class="inline">
<label><span class="visually-hidden">How much</span><input name="count" type="number" min="0" step="any" value="372" required></label>
<label><span class="visually-hidden">Unit</span><select name="unit"><option value="1">seconds</option><option value="60">minutes</option><option value="3600">hours</option><option value="86400" selected>days</option></select></label>
<button>Advance</button>
</form>
<p class="hint">Only ahead. Credentials, codes and redeliveries follow this clock.</p>
</section>`;
}

function faultPanel(): Safe {
  return html`<section class="panel" id="fault-panel" aria-labelledby="fault-title">
<h2 id="fault-title">Faults <span lang="zh">故障</span></h2>
<form id="fault-form" class="stack">
<label><span>The next response</span><select name="effect">${options(faultEffects)}</select></label>
${hints(faultHints)}
<label data-effect="delay"><span>Milliseconds</span><input name="ms" type="number" min="0" max="600000" value="3000" required></label>
<label data-effect="status"><span>HTTP status</span><input name="status" type="number" min="200" max="599" value="503" required></label>
<label><span>How often</span><input name="times" type="number" min="1" value="1" required></label>
<label><span>Path, or any</span><input name="path" pattern="/.*" placeholder="/v3/alipay/open/auth/token/app" spellcheck="false"></label>
<label><span>Grant type</span><select name="grantType"><option value="">any</option><option>authorization_code</option><option>refresh_token</option></select></label>
<p><button class="primary">Inject fault</button></p>
</form>
<h3>In force</h3>
<div id="faults" class="list"></div>
<p id="fault-clear" class="buttons"></p>
</section>`;
}

function notificationFaultPanel(): Safe {
  return html`<section class="panel" aria-labelledby="notification-fault-title">
<h2 id="notification-fault-title">Faults of notifications</h2>
<form id="notification-fault-form" class="stack">
<label><span>The next notification</span><select name="effect">${options(notificationFaultEffects)}</select></label>
${hints(notificationFaultHints)}
<label data-effect="delay"><span>Seconds, by the sandbox clock</span><input name="seconds" type="number" min="0" value="600" required></label>
<label><span>How often</span><input name="times" type="number" min="1" value="1" required></label>
<label><span>Kind</span><select name="kind"><option value="">any</option>${options(notificationKinds)}</select></label>
<p><button class="primary">Disturb notifications</button></p>
</form>
</section>`;
}

function certificatePanel(): Safe {
  return html`<section class="panel" aria-labelledby="certificate-title">
<h2 id="certificate-title">Alipay’s certificate <span lang="zh">支付宝证书</span></h2>
<p class="secondary">Clients in certificate mode have to fetch the new one.</p>
<p><button type="button" id="rotate-certificate">Rotate certificate</button></p>
</section>`;
}

function sections(): Safe {
  return html`
<section id="returned" class="panel returned" aria-labelledby="returned-title" hidden>
<h2 id="returned-title">A consent page came back</h2>
</section>
<section id="requests" class="panel" aria-labelledby="requests-title">
<div class="title"><h2 id="requests-title">Requests <span id="requests-count" class="count">0</span></h2>
<label class="check"><input type="checkbox" id="refused-only"> refused only</label><button type="button" id="clear-requests">Clear</button></div>
<div id="request-list" class="list"></div>
</section>
<section id="authorizations" class="panel" aria-labelledby="authorizations-title">
<h2 id="authorizations-title">Authorizations <span id="authorizations-count" class="count">0</span></h2>
<div id="authorization-list" class="list"></div>
<h3>Codes</h3>
<div id="code-list" class="list"></div>
</section>
<section id="trades" class="panel" aria-labelledby="trades-title">
<h2 id="trades-title">Trades <span id="trades-count" class="count">0</span></h2>
<div id="trade-list" class="list"></div>
<h3>Transfers <span id="transfers-count" class="count">0</span></h3>
<div id="transfer-list" class="list"></div>
</section>
<section id="notifications" class="panel" aria-labelledby="notifications-title">
<h2 id="notifications-title">Notifications <span id="notifications-count" class="count">0</span></h2>
<div id="notification-list" class="list"></div>
</section>
<section id="applications" class="panel" aria-labelledby="applications-title">
<h2 id="applications-title">Applications</h2>
<div id="application-list" class="list"></div>
</section>
<section id="merchants" class="panel" aria-labelledby="merchants-title">
<h2 id="merchants-title">Merchants</h2>
<div id="merchant-list" class="list"></div>
<p class="hint">One more: <code>POST /sandbox/merchants</code> with <code>{"name": "…", "merchantApplications": [{"kind": "WEBAPP"}]}</code></p>
</section>`;
}

/** What the chosen effect does. */
function hints(texts: Readonly<Record<string, string>>): readonly Safe[] {
  return Object.entries(texts).map(([effect, text]) => html`<p class="hint" data-effect="${effect}">${text}</p>`);
}

function options(names: readonly string[]): readonly Safe[] {
  return names.map((name) => html`<option>${name}</option>`);
}
