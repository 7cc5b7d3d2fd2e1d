import { readFileSync } from 'node:fs';
import { keyOf } from './merchants.mjs';

const address = ({ appId, authAppId }) => ({ appId, authAppId });

/** Compares every node's view of every authorization with what Alipay knows. */
export async function compare(world) {
  const { alipay, nodes, merchants } = world;
  const state = await alipay.ask('state');
  const known = new Map(state.authorizations.map((one) => [keyOf(one), one]));
  checkServed(world, known);
  const keys = merchants.all().map(address);
  const stored = storedTexts(nodes);
  for (const { index, conversation } of nodes.ready()) {
    for (const view of await conversation.ask('inspect', { keys })) {
      const truth = known.get(keyOf(view));
      const before = world.findings.total;
      compareOne(world, { view, truth, stored, codes: state.codes, node: index });
      if (world.findings.total > before) await tellStory(world, { view, truth, conversation, state });
    }
  }
  const [node] = nodes.ready();
  const { broken, quarantine } = await node.conversation.ask('verify');
  for (const chain of broken) world.findings.add('brokenAudit', JSON.stringify(chain));
  for (const item of quarantine) world.findings.add('quarantined', JSON.stringify(item));
}

/** The codes whose responses some node has stored, and the refresh tokens that came with responses that were. */
function storedTexts({ receivedFile }) {
  const lines = readFileSync(receivedFile, 'utf8').split('\n').filter(Boolean);
  return new Set(lines.map((line) => JSON.parse(line)));
}

/** Whatever was served under load was a token of that very authorization. */
function checkServed({ findings }, known) {
  for (const { value, ...key } of findings.served.splice(0)) {
    const pairs = known.get(keyOf(key))?.pairs ?? [];
    const isIts = pairs.some(({ appAuthToken }) => appAuthToken === value);
    if (!isIts) findings.add('wronglyServed', `${key.authAppId} was served with a token that is not its own`);
  }
}

function compareOne(world, { view, truth, stored, codes, node }) {
  const { findings, merchants } = world;
  const merchant = merchants.get(view);
  const { token, authorization } = view;
  const state = authorization?.state ?? 'unknown';
  const name = `${view.authAppId} of ${view.appId} (${merchant.quiet ? 'no notifications' : 'notifications'}), node ${node}`;
  const told = `the vault: ${state} ${authorization?.reason ?? ''}, ${token.error ?? 'serves a token'}`;
  if (truth === undefined) {
    if (authorization !== null && authorization !== undefined) {
      findings.add('wronglyServed', `${name} never authorized; ${told}`);
    }
    return;
  }
  if (truth.status === 'cancelled') {
    // Nobody told the vault of it where there are no notifications.
    if (merchant.quiet || (token.value === undefined && (state === 'cancelled' || state === 'deactivated'))) return;
    findings.add('wronglyServed', `${name} is cancelled; ${told}`);
    return;
  }
  if (merchant.endedHere || isForgivenLoss(merchant, { truth, stored, codes })) return;
  if (token.value === undefined) findings.add('lost', `${name} is active; ${told}`);
  if (token.value !== undefined) checkToken(world, { token, truth, name });
  if (state !== 'active' && state !== 'unknown') findings.add('falselyMarked', `${name} is active; ${told}`);
}

/** The current pair's: an older one still works, but expires soon, and the vault must not take it for current. */
function checkToken({ findings }, { token, truth, name }) {
  const pair = truth.pairs.find(({ appAuthToken }) => appAuthToken === token.value);
  if (pair?.tokenExpiresAt === null && !token.stale) return;
  const what = pair === undefined ? 'unknown to Alipay' : pair.current ? 'stale' : 'not the current one';
  findings.add('wronglyServed', `${name} is served with a token that is ${what}`);
}

/**
 * Without notifications, what Alipay issues comes with a response or never. Two losses are Alipay's alone:
 *
 * - a code can be used once, and the process that received its response was killed, or cut off, before it stored it; the vault has to
 *   say so;
 * - the refresh token of an earlier consent has replaced the newest consent's pair before its code was offered, the grace is over, and the
 *   response that brought the newer pair was never stored: the code brings nothing, or only other merchants' pairs.
 *
 * Once any pair of the newest consent is stored, there is no excuse.
 */
function isForgivenLoss({ quiet, code }, { truth, stored, codes }) {
  if (!quiet || !code?.settled) return false;
  const { used, issuedAt } = codes.find((known) => known.code === code.text);
  const newest = truth.pairs.filter((pair) => pair.issuedAt >= issuedAt);
  if (newest.some(({ appRefreshToken }) => stored.has(appRefreshToken))) return false;
  if (used && stored.has(code.text)) return true;
  return code.word === 'code-used' && code.interrupted === true;
}

/** The codes that its merchant obtained, without their texts: what Alipay says of each, and what the vault said. */
function codesOf(merchant, codes, state) {
  return codes
    .filter(({ merchants }) => merchants.includes(merchant))
    .map(({ text, reference, word, interrupted }) => {
      const known = state.codes.find(({ code }) => code === text);
      return { reference, issuedAt: known?.issuedAt, used: known?.used, word, interrupted };
    });
}

/** Both sides of an authorization, to find out what happened. */
async function tellStory({ findings, codes, merchants }, { view, truth, conversation, state }) {
  const { appId, authAppId } = view;
  const { pairs, operations, audit } = await conversation.ask('history', { appId, authAppId });
  const list = (entries) => entries.slice(-12).map((entry) => `    ${JSON.stringify(entry)}`);
  const alipay = truth?.pairs.map(({ issuedAt, tokenExpiresAt, current, appAuthToken }) => {
    return { issuedAt, tokenExpiresAt, current, served: appAuthToken === view.token.value };
  });
  findings.tell([
    `${keyOf(view)} at Alipay, oldest first:`,
    ...list(alipay ?? []),
    '  its codes, oldest first:',
    ...list(codesOf(merchants.get(view), codes, state)),
    '  the vault, newest first:',
    ...list([view.authorization ?? {}]),
    ...list(pairs),
    ...list(operations),
    ...list(audit),
  ]);
}
