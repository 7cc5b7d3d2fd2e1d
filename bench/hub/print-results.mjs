// The hub's results as tables.

const fixed = (/** @type {number} */ value, digits = 0) => value.toFixed(digits);
const mebibytes = (/** @type {number} */ bytes) => fixed(bytes / 2 ** 20, 1);

export function printResults({ proxy, token, notifications, webhooks, memory }) {
  console.table([
    {
      'proxied call': 'CPU µs/call',
      hub: fixed(proxy.hubCpu),
      client: fixed(proxy.clientCpu),
      ratio: fixed(proxy.ratio, 2),
      'bare proxy': fixed(proxy.bareProxyCpu),
      'its ratio': fixed(proxy.bareProxyRatio, 2),
      'calls/s': fixed(proxy.callsPerSecond),
    },
  ]);
  const { hub, bare, revealed, ratio } = token;
  console.table(
    Object.entries({ 'from memory': hub, 'bare route': bare, 'with a reason': revealed }).map(([name, one]) => ({
      token: name,
      'requests/s': fixed(one.perSecond),
      'CPU µs/request': fixed(one.cpu),
      'requests/s to bare': one === hub ? fixed(ratio, 2) : '',
    })),
  );
  console.table([
    {
      notifications: notifications.count,
      'wanted/s': notifications.rate,
      'absorbed/s': fixed(notifications.perSecond),
      'p50 ms': fixed(notifications.p50),
      'p99 ms': fixed(notifications.p99),
      failed: notifications.failed,
      'CPU µs each': fixed(notifications.cpu),
    },
  ]);
  console.table([
    { webhooks: webhooks.count, 'delivered/s': fixed(webhooks.perSecond), 'CPU µs each': fixed(webhooks.cpu) },
  ]);
  if (memory === undefined) return;
  console.table(
    memory.map(({ calls, rss, heapUsed, external }) => ({
      'proxied calls': calls,
      'RSS MiB': mebibytes(rss),
      'heap MiB': mebibytes(heapUsed),
      'external MiB': mebibytes(external),
    })),
  );
}
