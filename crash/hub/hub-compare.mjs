import { setTimeout as pause } from 'node:timers/promises';
import { keyOf } from '../merchants.mjs';
import { requestLink } from './consent-link.mjs';

/** Links whose requests are repeated at the end of a round. */
const repeated = 60;
/** Milliseconds that the job which walks the audit chains may take. */
const longestJob = 60_000;

/** Compares every node's view of everything with what Alipay, the load, the receivers and the readers know. */
export async function compareHub(world) {
  const state = await world.alipay.ask('state');
  const known = new Map(state.authorizations.map((one) => [keyOf(one), one]));
  checkServed(world, known);
  await world.reader.readOn();
  await world.feedCheck.check();
  for (const one of world.webhookChecks) one.check();
  checkNotifications(world);
  checkRotations(world);
  await checkCalls(world);
  for (const node of world.nodes.ready()) {
    const views = await compareAuthorizations(world, node, known);
    await compareLinks(world, node, views);
  }
  await repeatRequests(world);
  await verifyAudit(world);
  const { json } = await world.ask('GET', '/v1/quarantine');
  for (const item of json.items) world.findings.add('quarantined', JSON.stringify(item));
}

/** Whatever was served under load was a token of that very authorization. */
function checkServed({ findings }, known) {
  for (const { value, ...key } of findings.served.splice(0)) {
    const isIts = known.get(keyOf(key))?.pairs.some(({ appAuthToken }) => appAuthToken === value);
    if (!isIts) findings.add('wronglyServed', `${key.authAppId} was served with a token that is not its own`);
  }
}

async function compareAuthorizations(world, node, known) {
  const views = [];
  for (const merchant of world.merchants.all()) {
    const { appId, authAppId } = merchant;
    const path = `/v1/apps/${appId}/authorizations/${authAppId}`;
    const view = await world.askNode(node, 'GET', path);
    const token = await world.askNode(node, 'GET', `${path}/token`, { key: 'token' });
    const { total } = world.findings;
    compareOne(world, { merchant, view, token, truth: known.get(keyOf(merchant)), node: node.index });
    if (world.findings.total > total) await tellStory(world, path, known.get(keyOf(merchant)));
    if (view.status === 200) views.push(view.json);
  }
  return views;
}

function compareOne({ findings, links }, { merchant, view, token, truth, node }) {
  const { appId, authAppId } = merchant;
  const state = view.status === 200 ? view.json.state : 'unknown';
  const name = `${authAppId} of ${appId}, node ${node},`;
  const told = `the hub: ${state} ${view.json?.reason ?? ''}, token ${token.status} ${token.json?.code ?? ''}`;
  if (truth === undefined) {
    if (view.status !== 404) findings.add('wronglyServed', `${name} never authorized; ${told}`);
    return;
  }
  if (truth.status === 'cancelled') {
    if (token.status !== 200 && (state === 'cancelled' || state === 'deactivated')) return;
    findings.add('wronglyServed', `${name} is cancelled; ${told}`);
    return;
  }
  if (merchant.endedHere) return;
  if (token.status !== 200) findings.add('lost', `${name} is active; ${told}`);
  else {
    const pair = truth.pairs.find(({ appAuthToken }) => appAuthToken === token.json.token);
    if (pair?.tokenExpiresAt !== null || token.json.stale)
      findings.add('wronglyServed', `${name} has a token that is not current`);
  }
  if (state !== 'active') findings.add('falselyMarked', `${name} is active; ${told}`);
  checkReference({ findings, links }, { merchant, name, reference: view.json?.reference });
}

/**
 * A program assigned a reference, and the merchant has not consented since. When the merchant had closed the page before, and a
 * node went on with the request, the hub may have got to know that code later.
 */
function checkReference({ findings, links }, { merchant, name, reference }) {
  const { assigned, consents } = merchant;
  if (assigned === undefined || assigned.consents !== consents || reference === assigned.reference) return;
  const isLate = links.some(
    (link) => link.isAbandoned && link.isUnderWay && link.merchants.includes(merchant) && link.reference === reference,
  );
  if (!isLate)
    findings.add('lost', `${name} was assigned to ${assigned.reference}, and has the reference ${reference}`);
}

/** Both sides of an authorization, to find out what happened. */
async function tellStory({ findings, ask, links }, path, truth) {
  const { json } = await ask('GET', `${path}/history?limit=12`);
  const pairs =
    truth?.pairs.map(({ issuedAt, tokenExpiresAt, current }) => ({ issuedAt, tokenExpiresAt, current })) ?? [];
  const returned = links
    .filter(({ merchants }) => merchants.some(({ authAppId }) => path.endsWith(authAppId)))
    .map(({ reference, decision, word, cuts }) => ({ reference, decision, word, cuts }));
  const parts = { Alipay: pairs, links: returned, ...(json ?? {}) };
  findings.tell(
    Object.entries(parts).flatMap(([part, list]) => list.slice(-12).map((one) => `  ${part} ${JSON.stringify(one)}`)),
  );
}

async function compareLinks(world, node, views) {
  for (const link of world.links) {
    if (link.id === undefined) continue;
    const { status, json, text } = await world.askNode(node, 'GET', `/v1/apps/${link.appId}/links/${link.id}`);
    const name = `${link.reference}, ${link.decision}${link.isAbandoned ? ', abandoned' : ''}, told "${link.word}", cut ${link.cuts ?? 0}`;
    if (status !== 200) {
      world.findings.add('lost', `the link ${name}: ${status} ${text}`);
      continue;
    }
    const served = views.filter(({ appId, reference }) => appId === link.appId && reference === link.reference);
    const expected = served.length > 0 ? 'authorized' : link.expected;
    if (expected !== undefined && json.state !== expected) {
      const what =
        served.length > 0 ? `${served[0].authAppId} is authorized with its reference` : `expected ${expected}`;
      world.findings.add('wrongLinks', `the link ${name} is ${json.state}; ${what}`);
    }
    if (json.state === 'authorized' && link.decision !== 'consent') {
      world.findings.add('wrongLinks', `the link ${name} is authorized, and nobody consented`);
    }
    const missing = link.merchants.filter(({ authAppId }) => !json.authAppIds?.includes(authAppId));
    if (json.state === 'authorized' && missing.length > 0) {
      world.findings.add('wrongLinks', `the link ${name} lacks ${missing.map(({ authAppId }) => authAppId)}`);
    }
  }
}

/** What was delivered to the hub is in the feed, once. */
function checkNotifications({ record, findings, reader }) {
  const counts = new Map();
  for (const { type, data } of reader.events) {
    if (type === 'trade.updated')
      counts.set(data.notification.notifyId, (counts.get(data.notification.notifyId) ?? 0) + 1);
  }
  for (const { notifyId, kind, status, authAppId } of record.notifications.values()) {
    if (kind !== 'trade_status_sync' || status !== 'delivered') continue;
    const count = counts.get(notifyId) ?? 0;
    if (count === 0)
      findings.add('misorderedEvents', `a trade notification of ${authAppId} was accepted, and is no event`);
    if (count > 1) findings.add('duplicateEvents', `a trade notification of ${authAppId} is ${count} events`);
  }
}

/** A rotation that was confirmed has happened, and is told. */
function checkRotations({ rotated, feedCheck, findings }) {
  for (const one of rotated) {
    if (!feedCheck.hasGeneration(one)) {
      findings.add(
        'lost',
        `the rotation of ${one.authAppId} to generation ${one.generation} was confirmed, and is no event`,
      );
    }
  }
}

/** Nothing that took effect was sent again, and what the caller was told is true. */
async function checkCalls({ record, calls, alipay, findings, count }) {
  const trades = new Map((await alipay.ask('trades')).map((trade) => [trade.outTradeNo, trade]));
  const sent = new Map();
  for (const { operation, body, status } of record.calls.splice(0)) {
    const number = operation === 'alipay.trade.refund' ? body.out_request_no : body.out_trade_no;
    sent.set(number, [...(sent.get(number) ?? []), status]);
  }
  for (const { kind, number, status, outcome } of calls) {
    const attempts = sent.get(number) ?? [];
    const effect = attempts.indexOf(200);
    if (attempts.length > 1) count('calls sent twice, the first refused');
    if (effect >= 0 && effect < attempts.length - 1) {
      findings.add('repeatedCalls', `the ${kind} ${number} was sent again after it had taken effect: ${attempts}`);
    }
    if (attempts.length > 2)
      findings.add('repeatedCalls', `the ${kind} ${number} was sent ${attempts.length} times: ${attempts}`);
    if (kind === 'pay' && effect >= 0 !== trades.has(number)) {
      findings.add(
        'unexpected',
        `the payment ${number} is in the journal of Alipay and no trade, or the other way round`,
      );
    }
    if (status === 200 && effect < 0) findings.add('lost', `the ${kind} ${number} was confirmed, and never made`);
    if (outcome === 'not-sent' && effect >= 0)
      findings.add('repeatedCalls', `the ${kind} ${number} is "not-sent", and was made`);
    if (status === undefined && effect >= 0) count('calls that took effect without a response');
  }
}

/** A request with a key that was used gets the same response from every node. */
async function repeatRequests(world) {
  for (const link of world.links.slice(-repeated)) {
    if (link.response === undefined) continue;
    for (const node of world.nodes.ready()) {
      const { status, text } = await requestLink(
        (method, path, options) => world.askNode(node, method, path, options),
        link,
      );
      world.count('requests repeated with their key');
      if (status !== 201 || text !== link.response) {
        world.findings.add(
          'repeatedRequests',
          `the request for ${link.reference} has two responses: ${status} ${text}`,
        );
      }
    }
  }
}

async function verifyAudit({ ask, findings }) {
  const headers = { 'idempotency-key': `verify-${findings.round}` };
  const { json: job } = await ask('POST', '/v1/jobs', { body: { kind: 'verify-audit' }, headers });
  const deadline = Date.now() + longestJob;
  for (;;) {
    const { json } = await ask('GET', `/v1/jobs/${job.id}`);
    if (json.state === 'done') {
      for (const chain of json.summary.broken) findings.add('brokenAudit', JSON.stringify(chain));
      return;
    }
    if (json.state === 'failed' || Date.now() > deadline) {
      findings.add('unexpected', `the audit chains could not be verified: ${JSON.stringify(json)}`);
      return;
    }
    await pause(100);
  }
}
