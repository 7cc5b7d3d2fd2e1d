import type { World } from './world.js';

/** The pair whose refresh token each call offered, by its place among the pairs that Alipay issued. */
export async function offeredPairs(world: World, authAppId: string): Promise<number[]> {
  const pairs = (await world.snapshot(authAppId))?.pairs ?? [];
  return (await world.sandbox.requests()).flatMap(({ body }) => {
    const [, token] = /"refresh_token":"([^"]+)"/.exec(body) ?? [];
    return token === undefined ? [] : [pairs.findIndex(({ appRefreshToken }) => appRefreshToken === token)];
  });
}
