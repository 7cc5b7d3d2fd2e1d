import { AlipayApiError } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { openConsentPage, returnedParameters } from '../../../sandbox/test/support/consent-browser.js';
import type { InviteOptions } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';

const authAppId = '2021900000000111';
const redirectUri = 'http://127.0.0.1:3000/callback';

describeEngines('an invitation', (tests) => {
  it('leads to an authorization with the reference of the invitation', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    const { url, state } = await node.vault.invite(appId, authAppId, { reference: 'shop-7', redirectUri });
    const page = await openConsentPage(url);
    const returned = returnedParameters(await page.submit({ decision: 'consent', auth_app_id: authAppId }));
    expect(returned.state).toBe(state);
    expect(await node.vault.redeem({ appId, code: returned.app_auth_code ?? '', state })).toMatchObject([
      { authAppId, state: 'active', reference: 'shop-7', unassigned: false },
    ]);
    await expectInvariants(world, node);
  });

  it('to a merchant application that does not exist is refused by Alipay', async () => {
    await using world = await tests.world();
    const { vault } = await world.open();
    const error = await vault.invite(world.appId, '2021999999999999').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(AlipayApiError);
    expect(error).toMatchObject({ code: 'APP_NOT_FOUND' });
  });

  it('refuses wrong arguments', async () => {
    const wrong: readonly (readonly [string, object, string])[] = [
      [authAppId, { reference: 'x'.repeat(50) }, 'reference: expected at most 49 bytes in a consent link'],
      [authAppId, { validFor: 0 }, 'validFor: expected a whole number of milliseconds'],
      [authAppId, { reff: '' }, 'reff: there is no such option'],
      ['', {}, 'authAppId: expected text'],
      ['x'.repeat(17), {}, "authAppId: expected the merchant application's id, up to 16 letters and digits"],
    ];
    await using world = await tests.world();
    const { vault } = await world.open();
    for (const [id, options, message] of wrong) {
      const call = vault.invite(world.appId, id, options as InviteOptions);
      await expect(call).rejects.toThrow(new TypeError(message));
    }
  });
});
