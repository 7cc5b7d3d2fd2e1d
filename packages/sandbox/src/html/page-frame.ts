import { html, type Safe } from './html.js';

/** A whole page around `main`. */
export function pageFrame(title: string, main: Safe): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Lingpai Sandbox</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
<link rel="stylesheet" href="/assets/consent.css">
</head>
<body>
<header><p><strong>Lingpai Sandbox</strong> <span>Nothing here reaches Alipay. <span lang="zh">本地沙箱</span></span></p></header>
<main>${main}</main>
</body>
</html>
`;
  return page.toString();
}
