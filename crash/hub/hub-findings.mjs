/** What must not be with a hub, counted. */
export const hubKinds = {
  lost: 'lost',
  falselyMarked: 'falsely marked',
  wronglyServed: 'wrongly served',
  wrongLinks: 'links in a wrong state',
  repeatedCalls: 'calls made twice',
  repeatedRequests: 'idempotency keys with two effects',
  duplicateEvents: 'duplicate events',
  misorderedEvents: 'events lost or out of order',
  misorderedWebhooks: 'webhooks lost or out of order',
  brokenAudit: 'broken audit chains',
  quarantined: 'set aside as unreadable',
  unexpected: 'unexpected errors and ends',
  unsettled: 'unfinished',
};
