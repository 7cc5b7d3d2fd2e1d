// What is counted by the second: notifications that are absorbed at a rate, and webhooks that are delivered.

/**
 * Sends notifications at a rate, whether or not the ones before have their responses. A latency counts from the instant at which
 * the rate wants the notification sent.
 */
export async function measureNotifications({ hub, load, address, keys, count, rate, merchants }) {
  const before = 5 * rate;
  await load.ask({ command: 'signNotifications', ...keys, count: count + before, merchants });
  // The first five seconds warm up: until then a slow machine compiles more than it runs.
  await load.ask({ command: 'notify', address, appId: keys.appId, count: before, rate });
  await hub.ask({ command: 'beginCpu' });
  const sent = await load.ask({ command: 'notify', address, appId: keys.appId, count, rate });
  const { cpu } = await hub.ask({ command: 'endCpu' });
  return { ...sent, rate, cpu: cpu / count };
}

/** Adds a receiver, sends it every event that there is, and waits for all of them. */
export async function measureWebhooks({ hub, receiver, address, headers, count }) {
  const { port } = await receiver.ask({ command: 'listen' });
  const post = async (path, body) => {
    const response = await fetch(address + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${await response.text()}`);
    return response.json();
  };
  const { id } = await post('/v1/webhooks', { url: `http://127.0.0.1:${port}/` });
  await hub.ask({ command: 'beginCpu' });
  const began = Date.now();
  let next;
  do ({ next } = await post(`/v1/webhooks/${id}/replay`, { since: 0, ...(next ? { cursor: next } : {}) }));
  while (next !== null);
  const { at } = await receiver.ask({ command: 'await', count });
  const { cpu } = await hub.ask({ command: 'endCpu' });
  return { count, perSecond: (count * 1_000) / (at - began), cpu: cpu / count };
}
