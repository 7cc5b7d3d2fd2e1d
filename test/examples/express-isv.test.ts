import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Orders } from '../../examples/express-isv/src/orders.js';
import { productionBehaviour, Starter, starterBehaviour } from './starter.mjs';

const program = resolve(import.meta.dirname, '../../examples/express-isv/src/main.js');

describe('npm run start:express', () => {
  it('walks through everything, prints it, and ends with 0', async () => {
    const example = new Starter({ command: process.execPath, parameters: [program, '--once'] });
    expect(await example.exitCode()).toBe(0);
    expect(example.errors).toBe('');
    expect(example.output.split('\n')).toEqual([
      "Invite                the merchant's browser goes to /page/message/tasksDetail",
      'Consent               2021900000000111 is active, reference tea',
      'Charge                8.80 yuan: WAIT_BUYER_PAY, with a QR code',
      'Pay                   the customer pays on the page of the QR code',
      'Trade notification    8.80 yuan: TRADE_SUCCESS',
      'Refund                8.80 yuan: TRADE_CLOSED',
      'Cancel                2021900000000111 is cancelled',
      '',
    ]);
  });
});

describe('the example for Express', () => {
  const launch = { command: process.execPath, parameters: [program] };
  starterBehaviour({ it, before: beforeAll, after: afterAll }, launch);
  productionBehaviour({ it }, launch);
});

describe('orders of the example', () => {
  it('take no older status from a late notification, and no other amount', () => {
    const orders = new Orders();
    orders.add({ id: '1', authAppId: '2021', amount: '8.80', qrCode: '', status: 'WAIT_BUYER_PAY' });
    for (const status of ['TRADE_SUCCESS', 'WAIT_BUYER_PAY', 'TRADE_SUCCESS']) orders.update('1', status, '8.80');
    expect(orders.get('1')?.status).toBe('TRADE_SUCCESS');
    expect(() => orders.update('1', 'TRADE_CLOSED', '8.81')).toThrow('no order 1 with that amount');
    expect(() => orders.update('2', 'TRADE_SUCCESS', '8.80')).toThrow('no order 2 with that amount');
  });
});
