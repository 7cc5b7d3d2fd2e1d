import { expect, it } from 'vitest';
import { issueOfNotification } from '../../src/notifications/apply-notification.js';

const hour = 3_600_000;
const ahead = 9_999 * hour;

it("takes Alipay's own times for the issue of a notification's pair, and our clock only as a last resort", () => {
  expect(issueOfNotification({ authTime: 100 }, 200 * hour, ahead)).toEqual({ after: 100, before: 100 });
  expect(issueOfNotification({ authTime: undefined }, 200 * hour, ahead)).toEqual({
    after: 174 * hour + 999,
    before: 200 * hour + 999,
  });
  expect(issueOfNotification({ authTime: undefined }, undefined, 100 * hour)).toEqual({
    after: 74 * hour,
    before: 100 * hour,
  });
});
