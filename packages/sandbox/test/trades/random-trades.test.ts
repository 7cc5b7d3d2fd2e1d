import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SandboxClock } from '../../src/clock/sandbox-clock.js';
import { SandboxEvents } from '../../src/lifecycle/sandbox-event.js';
import { Refusal } from '../../src/refusal.js';
import { secureRandom } from '../../src/settings/random-source.js';
import { defaultSettings } from '../../src/settings/sandbox-settings.js';
import { refundedAmount, type Trade, type TradeStatus } from '../../src/trades/trade.js';
import { TradeBook } from '../../src/trades/trade-book.js';

const seller = '2088000000000000';
const wait = 3600;
const refundPeriod = 86_400;

/** What a trade has to look like after the commands so far. */
interface ModelTrade {
  status: TradeStatus;
  paid: number;
  readonly total: number;
  readonly refunds: Map<string, number>;
  /** When time alone moves the status on; seconds. */
  endsAt: number;
}

interface Model {
  /** Seconds since the beginning. */
  now: number;
  readonly trades: Map<string, ModelTrade>;
}

/** What the notifications of all trades add up to. */
interface Ledger {
  received: number;
  refunded: number;
}

interface Real {
  readonly book: TradeBook;
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  /** The order of statuses that each trade went through. */
  readonly seen: Map<string, TradeStatus[]>;
}

const rank: Readonly<Record<TradeStatus, number>> = {
  WAIT_BUYER_PAY: 0,
  TRADE_SUCCESS: 1,
  TRADE_FINISHED: 2,
  TRADE_CLOSED: 2,
};

const name = (outTradeNo: string) => ({ sellerId: seller, outTradeNo, tradeNo: undefined });

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Fen. */
function receivedFor({ paidAt, order }: Trade): number {
  return paidAt === undefined ? 0 : order.totalAmount;
}

abstract class TradeCommand implements fc.Command<Model, Real> {
  readonly number: string;

  constructor(number: string) {
    this.number = number;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    this.act(model, real);
    const trades = real.book.list();
    for (const trade of trades) this.compare(model, real, trade);
    // Money in is money that stays and money that went back, also by what was notified.
    const kept = trades.reduce((sum, trade) => sum + receivedFor(trade) - refundedAmount(trade), 0);
    expect(real.ledger.received).toBe(kept + real.ledger.refunded);
  }

  abstract act(model: Model, real: Real): void;

  private compare(model: Model, real: Real, trade: Trade): void {
    const expected = model.trades.get(trade.order.outTradeNo);
    const refunded = refundedAmount(trade);
    const received = receivedFor(trade);
    expect(trade.status).toBe(expected?.status);
    expect(received).toBe(expected?.paid);
    expect(refunded).toBe([...(expected?.refunds.values() ?? [])].reduce((sum, one) => sum + one, 0));
    expect(refunded).toBeLessThanOrEqual(received);
    const history = real.seen.get(trade.tradeNo) ?? ['WAIT_BUYER_PAY'];
    const last = history.at(-1) ?? 'WAIT_BUYER_PAY';
    expect(rank[trade.status]).toBeGreaterThanOrEqual(rank[last]);
    if (rank[last] === 2) expect(trade.status).toBe(last);
    real.seen.set(trade.tradeNo, [...history, trade.status]);
  }

  protected trade(real: Real): Trade | undefined {
    return real.book.find(name(this.number));
  }
}

class Order extends TradeCommand {
  readonly total: number;

  constructor(number: string, total: number) {
    super(number);
    this.total = total;
  }

  act(model: Model, { book, clock }: Real): void {
    const known = model.trades.get(this.number);
    const order = () =>
      book.order(
        {
          appId: '1',
          authAppId: '1',
          sellerId: seller,
          method: 'alipay.trade.create',
          outTradeNo: this.number,
          subject: 's',
          totalAmount: this.total,
          body: undefined,
          passbackParams: undefined,
          notifyUrl: undefined,
          expiresAt: clock.now() + wait * 1000,
        },
        true,
      );
    const code = codeOf(order);
    if (known === undefined) {
      expect(code).toBeUndefined();
      model.trades.set(this.number, {
        status: 'WAIT_BUYER_PAY',
        paid: 0,
        total: this.total,
        refunds: new Map(),
        endsAt: model.now + wait,
      });
    } else if (known.status === 'TRADE_CLOSED') expect(code).toBe('ACQ.TRADE_HAS_CLOSE');
    else if (known.status !== 'WAIT_BUYER_PAY') expect(code).toBe('ACQ.TRADE_HAS_SUCCESS');
    else expect(code).toBe(known.total === this.total ? undefined : 'ACQ.CONTEXT_INCONSISTENT');
  }

  override toString(): string {
    return `order ${this.number} ${this.total}`;
  }
}

class Pay extends TradeCommand {
  act(model: Model, real: Real): void {
    const trade = this.trade(real);
    const known = model.trades.get(this.number);
    expect(trade === undefined).toBe(known === undefined);
    if (trade === undefined || known === undefined) return;
    const code = codeOf(() => real.book.pay(trade));
    if (known.status !== 'WAIT_BUYER_PAY') expect(code).toMatch(/^ACQ\.TRADE_HAS_(SUCCESS|CLOSE)$/);
    else if (known.total === 101) expect(code).toBe('ACQ.BUYER_BALANCE_NOT_ENOUGH');
    else {
      expect(code).toBeUndefined();
      Object.assign(known, { status: 'TRADE_SUCCESS', paid: known.total, endsAt: model.now + refundPeriod });
    }
  }

  override toString(): string {
    return `pay ${this.number}`;
  }
}

class Close extends TradeCommand {
  act(model: Model, real: Real): void {
    const trade = this.trade(real);
    const known = model.trades.get(this.number);
    if (trade === undefined || known === undefined) return;
    const code = codeOf(() => real.book.close(trade));
    expect(code).toBe(known.status === 'WAIT_BUYER_PAY' ? undefined : 'ACQ.TRADE_STATUS_ERROR');
    if (code === undefined) known.status = 'TRADE_CLOSED';
  }

  override toString(): string {
    return `close ${this.number}`;
  }
}

class Cancel extends TradeCommand {
  act(model: Model, real: Real): void {
    const trade = this.trade(real);
    const known = model.trades.get(this.number);
    if (trade === undefined || known === undefined) return;
    const code = codeOf(() => real.book.cancel(trade));
    expect(code).toBe(known.status === 'TRADE_FINISHED' ? 'ACQ.TRADE_HAS_FINISHED' : undefined);
    if (known.status === 'TRADE_SUCCESS') {
      const rest = known.paid - [...known.refunds.values()].reduce((sum, one) => sum + one, 0);
      known.refunds.set('cancelled', rest);
    }
    if (code === undefined) known.status = 'TRADE_CLOSED';
  }

  override toString(): string {
    return `cancel ${this.number}`;
  }
}

class RefundSome extends TradeCommand {
  readonly request: string;
  readonly amount: number;

  constructor(number: string, request: string, amount: number) {
    super(number);
    this.request = request;
    this.amount = amount;
  }

  act(model: Model, real: Real): void {
    const trade = this.trade(real);
    const known = model.trades.get(this.number);
    if (trade === undefined || known === undefined) return;
    const request = { outRequestNo: this.request, amount: this.amount, reason: undefined };
    const code = codeOf(() => real.book.refund(trade, request));
    const earlier = known.refunds.get(this.request);
    const refunded = [...known.refunds.values()].reduce((sum, one) => sum + one, 0);
    if (earlier !== undefined) {
      expect(code).toBe(earlier === this.amount ? undefined : 'ACQ.DISCORDANT_REPEAT_REQUEST');
    } else if (known.status !== 'TRADE_SUCCESS') expect(code).toBeDefined();
    else if (refunded + this.amount > known.paid) expect(code).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
    else {
      expect(code).toBeUndefined();
      known.refunds.set(this.request, this.amount);
      if (refunded + this.amount === known.paid) known.status = 'TRADE_CLOSED';
    }
  }

  override toString(): string {
    return `refund ${this.number} ${this.request} ${this.amount}`;
  }
}

/** Trades that wait too long are closed, and paid ones finish in the end. */
class Wait extends TradeCommand {
  readonly seconds: number;

  constructor(seconds: number) {
    super('');
    this.seconds = seconds;
  }

  act(model: Model, { clock }: Real): void {
    clock.advance(this.seconds);
    model.now += this.seconds;
    for (const trade of model.trades.values()) {
      if (model.now < trade.endsAt) continue;
      if (trade.status === 'WAIT_BUYER_PAY') trade.status = 'TRADE_CLOSED';
      else if (trade.status === 'TRADE_SUCCESS') trade.status = 'TRADE_FINISHED';
    }
  }

  override toString(): string {
    return `wait ${this.seconds}`;
  }
}

const number = fc.constantFrom('a', 'b');
const amount = fc.constantFrom(1, 50, 100, 101, 250);

it('keeps what it received less what it refunded, and never moves a status back, whatever happens in which order', () => {
  const commands = [
    fc.tuple(number, amount).map(([one, total]) => new Order(one, total)),
    number.map((one) => new Pay(one)),
    number.map((one) => new Close(one)),
    number.map((one) => new Cancel(one)),
    fc.tuple(number, fc.constantFrom('r1', 'r2', 'r3'), amount).map((parts) => new RefundSome(...parts)),
    fc.constantFrom(1, wait - 1, wait, refundPeriod - 1, refundPeriod).map((seconds) => new Wait(seconds)),
  ];
  fc.assert(
    fc.property(fc.commands(commands, { size: '+1' }), (sequence) => {
      const setup = () => {
        const clock = new SandboxClock(() => 1_764_201_600_000);
        const settings = { ...defaultSettings, refundPeriod };
        const events = new SandboxEvents();
        const ledger: Ledger = { received: 0, refunded: 0 };
        events.subscribe((event) => {
          if (event.type !== 'trade-changed') return;
          if (event.refund === undefined) ledger.received += event.trade.order.totalAmount;
          else ledger.refunded += event.refund.amount;
        });
        const book = new TradeBook({ clock, random: secureRandom, settings, events });
        return { model: { now: 0, trades: new Map() }, real: { book, clock, ledger, seen: new Map() } };
      };
      fc.modelRun(setup, sequence);
    }),
    { numRuns: 500 },
  );
});
