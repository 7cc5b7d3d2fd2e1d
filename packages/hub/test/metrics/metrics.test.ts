import { expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

it('shows requests by route, authorizations by state and deadline, and no merchant', async () => {
  await using world = await HubWorld.start();
  await world.grant('2021000000000051');
  await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/2021000000000051`);
  await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/2021000000000052`);
  const key = await world.createKey(['read']);
  const { status, text, headers } = await world.node.request('GET', '/metrics', { key });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/plain');
  expect(text).toContain(`lingpai_authorizations{app_id="${world.appId}",state="active",reason=""} 1`);
  expect(text).toContain(`lingpai_refresh_deadlines{app_id="${world.appId}",days="90"} 0`);
  expect(text).toContain('lingpai_database_up 1');
  const route = 'route="/v1/apps/:appId/authorizations/:authAppId"';
  expect(text).toContain(`lingpai_http_request_duration_seconds_count{method="GET",${route},status="200"} 1`);
  expect(text).toContain('lingpai_problems_total{code="unknown-authorization"} 1');
  expect(text).not.toContain('2021000000000051');
  expect((await world.node.request('GET', '/metrics', { key: null })).status).toBe(401);
});
