import { setTimeout as pause } from 'node:timers/promises';
import { longestMove, moveClock, shortestMove, whatVaultsHaveLeft } from '../settle.mjs';
import { proceed } from './consent-link.mjs';

const mostSteps = 80;
/** Of waiting until a server has noticed that its clients are gone. */
const mostTurns = 250;
const leased = ['authorization', 'operation', 'inbox', 'outbox', 'hub_webhook_stream', 'hub_idempotency', 'hub_job'];

/** Lets everything come to its end that was begun: users come back to what did not load, and time passes. */
export async function settleHub(world) {
  const { nodes, findings, receiver } = world;
  receiver.state.isReliable = true;
  await nodes.killAll();
  await endLeases(world);
  await nodes.start();
  let move = shortestMove;
  let left;
  for (let step = 0; step < mostSteps; step += 1) {
    for (const link of world.links) if (!link.done) link.done = await proceed(world, link);
    await world.record.update();
    left = await whatIsLeft(world);
    if (left.length === 0) left = await whatIsLeft(world);
    if (left.length === 0) break;
    if (step % 3 < 2) await pause(500);
    else {
      await moveClock(world, move);
      await nodes.restart();
      move = Math.min(longestMove, move * 2);
    }
  }
  if (left.length > 0) findings.add('unsettled', left.join(', '));
  receiver.state.isReliable = false;
}

/**
 * The leases of processes that are gone end by the database's clock, which cannot be moved: within a minute or so. During the load
 * nodes take over from each other when they have ended.
 */
async function endLeases({ database }) {
  for (let turn = 0; turn < mostTurns && (await database.connections()) > 0; turn += 1) await pause(20);
  const { quote } = database;
  for (const table of leased) {
    await database.query(`update ${quote}${table}${quote} set lease_until = 0 where lease_until > 0`);
  }
}

/** In words; empty when everything has settled. */
async function whatIsLeft(world) {
  const { database, links } = world;
  const left = await whatVaultsHaveLeft(world);
  const note = (count, what) => {
    if (count > 0) left.push(`${count} ${what}`);
  };
  note(await database.count('hub_webhook_delivery', "state = 'pending'"), 'webhooks');
  note(await database.count('hub_job', "state in ('queued', 'running')"), 'jobs');
  note(links.filter(({ done }) => !done).length, 'links');
  // Those last: what they wait for has to be there.
  if (left.length === 0) note((await incompleteLinks(world)).length, 'links without all of their merchants');
  return left;
}

/** Links of which the hub says that they are authorized, and not yet by whom: notifications that came later say that. */
async function incompleteLinks({ links, ask }) {
  const told = links.filter(({ decision, word }) => decision === 'consent' && word === 'authorized');
  const found = [];
  for (const link of told.filter(({ isComplete }) => !isComplete)) {
    const { status, json } = await ask('GET', `/v1/apps/${link.appId}/links/${link.id}`);
    link.isComplete = status === 200 && link.merchants.every(({ authAppId }) => json.authAppIds.includes(authAppId));
    if (!link.isComplete) found.push(link);
  }
  return found;
}
