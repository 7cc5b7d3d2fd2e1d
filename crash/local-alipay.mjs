// The sandbox, in a process of its own.
import { startSandbox } from '@lingpai/sandbox';
import { handleQuestions } from './conversation.mjs';

/** Lives are as long as Alipay's; a node that hears of a moved clock sooner or later than it moves is no impostor. */
const settings = { timestampWindow: 7_200 };

let sandbox;

handleQuestions({
  async start({ applications, oldTokenGrace }) {
    sandbox = await startSandbox({
      applications: Array.from({ length: applications }, () => ({ mode: 'key' })),
      settings: { ...settings, oldTokenGrace },
    });
    return { endpoint: sandbox.endpoint, applications: sandbox.applications };
  },
  notify: ({ appId, url }) => sandbox.updateApplication(appId, { notifyUrl: url }),
  consent({ appId, merchantApplications }) {
    const { app_auth_code: text } = sandbox.consent({ appId, merchantApplications });
    return { text, at: sandbox.sandbox.clock.now() };
  },
  cancel: ({ appId, authAppId }) => sandbox.cancel({ appId, authAppId }).status,
  advance: ({ seconds }) => sandbox.advanceClock(seconds),
  fault: ({ fault }) => sandbox.injectFault(fault),
  notificationFault: ({ fault }) => sandbox.injectNotificationFault(fault),
  clearFaults() {
    sandbox.clearFaults();
    sandbox.clearNotificationFaults();
  },
  async undelivered() {
    await sandbox.settled();
    const open = sandbox.notifications().filter(({ status }) => status === 'pending' || status === 'given-up');
    return open.map(({ authAppId, kind, status }) => `${status} ${kind} of ${authAppId}`);
  },
  update: ({ appId, changes }) => sandbox.updateApplication(appId, changes),
  /** Requests that move money, behind one; every notification. */
  record({ after }) {
    const entries = sandbox.requests();
    const calls = entries.filter(({ id, operation }) => id > after && /^alipay\.trade\./.test(operation ?? ''));
    return {
      first: entries[0]?.id ?? after,
      last: entries.at(-1)?.id ?? after,
      calls: calls.map(({ operation, body, response }) => ({
        operation,
        body: JSON.parse(body),
        status: response?.status,
      })),
      notifications: sandbox.notifications().map(({ id, notifyId, kind, appId, authAppId, status }) => {
        return { id, notifyId, kind, appId, authAppId, status };
      }),
    };
  },
  trades: () => sandbox.listTrades().map(({ outTradeNo, status, refunds }) => ({ outTradeNo, status, refunds })),
  state() {
    const { now, codes, authorizations } = sandbox.state();
    return { now, codes, authorizations };
  },
});
