// What proxied calls leave in the hub's memory.

/** @returns one row for each fifth of the calls, after a forced collection */
export async function measureMemory({ hub, load, exchange, calls, inFlight }) {
  const rows = [];
  for (let made = 0; made < calls; ) {
    await load.ask({ command: 'request', ...exchange, calls: calls / 5, inFlight });
    made += calls / 5;
    rows.push({ calls: made, ...(await hub.ask({ command: 'memory' })) });
  }
  return rows;
}
