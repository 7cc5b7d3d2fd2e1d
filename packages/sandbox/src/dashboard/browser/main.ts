import type {
  Fault,
  JournalEntry,
  NotificationFault,
  NotificationSnapshot,
  StateSnapshot,
  TradeSnapshot,
  TransferSnapshot,
} from '../../index.js';
import { act, changed } from './act.js';
import { showApplications } from './application-list.js';
import { showAuthorizations, showCodes } from './authorization-list.js';
import { showClock, startClockPanel } from './clock-panel.js';
import { callControl } from './control-api.js';
import { part } from './element.js';
import { showFaults, startFaultForms } from './fault-forms.js';
import { showMerchants } from './merchant-list.js';
import { showNotifications } from './notification-list.js';
import { startPolling } from './poller.js';
import { showRequests } from './request-list.js';
import { showReturned } from './returned-banner.js';
import { showTrades } from './trade-list.js';
import { showTransfers } from './transfer-list.js';

let requests: JournalEntry[] = [];
const refusedOnly = part('refused-only', HTMLInputElement);

async function look(): Promise<void> {
  const responses = await Promise.all([
    callControl<StateSnapshot>('GET', 'state'),
    callControl<{ requests: JournalEntry[] }>('GET', `requests?after=${requests.at(-1)?.id ?? 0}`),
    callControl<{ notifications: NotificationSnapshot[] }>('GET', 'notifications'),
    callControl<{ faults: Fault[] }>('GET', 'faults'),
    callControl<{ faults: NotificationFault[] }>('GET', 'notification-faults'),
    callControl<{ trades: TradeSnapshot[]; total: number }>('GET', 'trades?last=100'),
    callControl<{ transfers: TransferSnapshot[]; total: number }>('GET', 'transfers?last=100'),
  ]).catch(() => undefined);
  showConnection(responses !== undefined);
  if (responses === undefined) {
    // The next response may come from another sandbox.
    requests = [];
    return;
  }
  const [state, added, { notifications }, { faults }, notificationFaults, trades, transfers] = responses;
  requests = [...requests, ...added.requests].slice(-1000);
  showAll(state, notifications);
  showTrades(part('trade-list', HTMLElement), trades.trades);
  showTransfers(part('transfer-list', HTMLElement), transfers.transfers);
  showCounts({ trades: trades.total, transfers: transfers.total });
  showFaults(part('faults', HTMLElement), faults, notificationFaults.faults);
}

function showAll(state: StateSnapshot, notifications: readonly NotificationSnapshot[]): void {
  showClock(state.now);
  showRequests(part('request-list', HTMLElement), requests, refusedOnly.checked);
  showAuthorizations(part('authorization-list', HTMLElement), state);
  showCodes(part('code-list', HTMLElement), state.codes);
  showNotifications(part('notification-list', HTMLElement), notifications);
  showApplications(part('application-list', HTMLElement), state.applications);
  showMerchants(part('merchant-list', HTMLElement), state.merchants);
  showCounts({
    requests: requests.length,
    authorizations: state.authorizations.length,
    notifications: notifications.length,
  });
}

function showCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) part(`${name}-count`, HTMLElement).textContent = String(count);
}

function showConnection(connected: boolean): void {
  const line = part('connection', HTMLElement);
  const text = connected ? 'live' : 'not reachable; trying again';
  if (line.textContent !== text) line.textContent = text;
  line.className = connected ? 'badge good' : 'badge bad';
}

function startButtons(): void {
  const clear = part('clear-requests', HTMLButtonElement);
  clear.addEventListener('click', () => {
    void act(clear, async () => {
      await callControl('DELETE', 'requests');
      requests = [];
      return 'the requests were cleared';
    });
  });
  const rotate = part('rotate-certificate', HTMLButtonElement);
  rotate.addEventListener('click', () => {
    void act(rotate, async () => {
      await callControl('POST', 'certificate-rotation');
      return 'Alipay signs with a new certificate from now on';
    });
  });
}

showReturned();
startClockPanel();
startFaultForms();
startButtons();
const lookNow = startPolling(look);
changed.addEventListener('change', lookNow);
refusedOnly.addEventListener('change', lookNow);
