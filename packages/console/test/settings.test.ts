import { beforeAll, expect, it } from 'vitest';
import { localReceivers, TestReceiver } from '../../hub/test/support/test-receiver.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';

describeInChromium('the settings', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start({ settings: { webhooks: localReceivers } });
    await world.hub.grant('2021000000000011');
    return () => world[Symbol.asyncDispose]();
  });

  const application = async (appId: string) => (await world.hub.node.request('GET', `/v1/apps/${appId}`)).json;

  it('add an application, replace its keys, disable and enable it', async () => {
    const { privateKey = '', alipayPublicKey = '' } = world.hub.app;
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    await page.getByRole('button', { name: 'Add application' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('App ID').fill('2021000000000088');
    await dialog.getByLabel('Name').fill('Second');
    await dialog.getByRole('button', { name: 'Add application' }).click();
    await dialog.getByText('Paste it from Alipay’s console or from the file').first().waitFor();
    await dialog.getByLabel('Private key of the application').fill(privateKey);
    await dialog.getByLabel('Alipay’s public key').fill(alipayPublicKey);
    await dialog.getByRole('button', { name: 'Add application' }).click();
    const row = page.getByRole('row').filter({ hasText: '2021000000000088' });
    await row.getByText('Enabled').waitFor();
    const { version } = await application('2021000000000088');
    await row.getByRole('button', { name: 'Replace keys' }).click();
    await dialog.getByLabel('Private key of the application').fill(privateKey);
    await dialog.getByLabel('Alipay’s public key').fill(alipayPublicKey);
    await dialog.getByRole('button', { name: 'Replace keys' }).click();
    await page.getByText('Keys replaced').waitFor();
    expect((await application('2021000000000088')).version).toBeGreaterThan(version);
    await row.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await row.getByText('Disabled').waitFor();
    expect((await application('2021000000000088')).state).toBe('disabled');
    await row.getByRole('button', { name: 'Enable' }).click();
    await row.getByText('Enabled').waitFor();
    expect(troubles).toEqual([]);
  });

  it('change the name, the rotation and the return addresses of an application', async () => {
    const { appId } = world.hub;
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    const row = page.getByRole('row').filter({ hasText: appId });
    await row.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Shops of the north');
    await dialog.getByLabel('Every few days').check();
    await dialog.getByLabel('Days between two rotations').fill('90');
    await dialog.getByLabel('Return addresses').fill('https://shop.example.com/alipay');
    await dialog.getByLabel('Return addresses').press('Enter');
    await dialog.getByText(`/callback/${appId}`).waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Every 90 days').waitFor();
    await row.getByText('Shops of the north').waitFor();
    expect(await application(appId)).toMatchObject({
      name: 'Shops of the north',
      rotation: { everyDays: 90 },
      notifyRule: null,
      returnUrls: ['https://shop.example.com/alipay'],
    });
    await row.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Before the deadline').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Before the deadline').waitFor();
    expect(troubles).toEqual([]);
  });

  it('say when each certificate expires, and warn when that is near', async () => {
    const { appId, privateKey, ...certificates } = world.hub.sandbox.app('certificate');
    const keys = {
      privateKey,
      appCertificate: certificates.appCert,
      alipayCertificate: certificates.alipayCert,
      alipayRootCertificate: certificates.alipayRootCert,
    };
    const body = { appId, name: 'With certificates', endpoint: world.hub.sandbox.endpoint, keys };
    const { json } = await world.hub.node.request('POST', '/v1/apps', { body });
    const first = Math.min(...json.certificates.map(({ expiresAt }: { expiresAt: number }) => expiresAt));
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    const row = page.getByRole('row').filter({ hasText: appId });
    for (const name of ['Application certificate', 'Alipay’s certificate', 'Alipay’s root certificates']) {
      await row.getByText(name, { exact: true }).waitFor();
    }
    await page.clock.setFixedTime(first - 5 * 86_400_000);
    await page.reload();
    await page
      .getByText(/With certificates: .* expires in 5 days/)
      .first()
      .waitFor();
    await row.getByText('in 5 days').first().waitFor();
    expect(troubles).toEqual([]);
  });

  it('list who is signed in, and end the session of another', async () => {
    await using other = await world.visit('/', { key: await world.hub.createKey(['read'], { name: 'Colleague' }) });
    await other.page.getByRole('heading', { level: 1 }).waitFor();
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    const own = page.getByRole('row').filter({ hasText: 'You' });
    await own.getByText('admin (settings)').waitFor();
    expect(await own.getByRole('button').count()).toBe(0);
    await page.getByRole('button', { name: 'End the session of Colleague' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await page.getByText('Session ended').waitFor();
    await page.getByRole('row').filter({ hasText: 'Colleague' }).waitFor({ state: 'detached' });
    await other.page.reload();
    await other.page.getByLabel('API key').waitFor();
    expect(troubles).toEqual([]);
  });

  it('add an alert channel, test it at its robot, change it, and delete it', async () => {
    await using robot = await TestReceiver.start();
    robot.react = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0,"errmsg":"ok"}');
      return undefined;
    };
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    await page.getByText('No alert channel yet').waitFor();
    await page.getByRole('button', { name: 'Add channel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('On call');
    await dialog.getByRole('button', { name: 'Add channel' }).click();
    await dialog.getByText('Fill this in').waitFor();
    await dialog.getByLabel('Webhook address').fill(`${robot.url}?access_token=secret`);
    await dialog.getByRole('button', { name: 'Add channel' }).click();
    const row = page.getByRole('row').filter({ hasText: 'On call' });
    await row.getByRole('button', { name: 'Test' }).click();
    await page.getByText('Test message sent').waitFor();
    expect(robot.received).toHaveLength(1);
    await row.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Name').fill('Night shift');
    await dialog.getByText('Alerts go to 127.0.0.1').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Channel saved').waitFor();
    const renamed = page.getByRole('row').filter({ hasText: 'Night shift' });
    await renamed.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Replace the target').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Fill this in').waitFor();
    await dialog.getByLabel('Webhook address').fill('https://oapi.dingtalk.com/robot/send?access_token=other');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await renamed.getByText('oapi.dingtalk.com').waitFor();
    await renamed.getByRole('button', { name: 'Disable' }).click();
    await renamed.getByText('Disabled').waitFor();
    await renamed.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No alert channel yet').waitFor();
    expect(troubles).toEqual([]);
  });

  it('reseal everything, verify the audit chains, and say how long history is kept', async () => {
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    await page.getByText('Current master key: k1').waitFor();
    await page.getByRole('button', { name: 'Reseal everything' }).click();
    await page.getByText(/Done .*resealed/).waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('No chain was changed.').waitFor();
    await page.getByText('730 days').first().waitFor();
    expect(troubles).toEqual([]);
  });

  it('are out of reach without the permission', async () => {
    await using visit = await world.visit('/settings', { key: await world.hub.createKey(['read']) });
    await visit.page.getByText('You may not see this').waitFor();
  });
});
