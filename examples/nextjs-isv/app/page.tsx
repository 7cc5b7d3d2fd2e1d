import type { Authorization } from '@lingpai/vault';
import { connection } from 'next/server';
import { service } from '../lib/service';

/** The list of merchants. */
export default async function Merchants() {
  await connection();
  const { vault } = await service();
  const merchants: Authorization[] = [];
  for await (const some of vault.list()) merchants.push(...some);
  return (
    <>
      <h1>Merchants</h1>
      <ul>
        {merchants.map(({ authAppId, reference, state }) => (
          <li key={authAppId}>
            {reference ?? 'unassigned'} {authAppId} {state}
            {state === 'active' && (
              <form method="post" action="/charges">
                <input type="hidden" name="merchant" value={authAppId} />
                <input name="amount" defaultValue="8.80" aria-label="Amount in yuan" />
                <button type="submit">Charge a customer</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <p>
        <a href="/invite?shop=tea">Invite a merchant</a>
      </p>
    </>
  );
}
