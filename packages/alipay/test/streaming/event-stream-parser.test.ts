import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser, EventTooLongError, type ServerEvent } from '../../src/streaming/event-stream-parser.js';

function parse(text: string | Uint8Array, cuts: readonly number[] = []): ServerEvent[] {
  const bytes = Buffer.from(text);
  const parser = new EventStreamParser(1_000);
  const positions = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return positions.slice(1).flatMap((end, index) => parser.push(bytes.subarray(positions[index], end)));
}

/** Only what the stream says of an event: its type and data. */
function said(text: string | Uint8Array): [string, string][] {
  return parse(text).map(({ event, data }) => [event, data]);
}

describe('an event stream', () => {
  it('is read as the standard’s examples say', () => {
    expect(said('data: YHOO\ndata: +2\ndata: 10\n\n')).toEqual([['message', 'YHOO\n+2\n10']]);
    expect(
      parse(': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n').map(
        ({ data, id }) => [data, id],
      ),
    ).toEqual([
      ['first event', '1'],
      ['second event', ''],
    ]);
    expect(said('data\n\ndata\ndata\n\ndata:\n')).toEqual([
      ['message', ''],
      ['message', '\n'],
    ]);
    expect(said('data:test\n\ndata: test\n\n')).toEqual([
      ['message', 'test'],
      ['message', 'test'],
    ]);
    expect(said('event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n')).toEqual([
      ['add', '73857293'],
      ['remove', '2153'],
      ['add', '113411'],
    ]);
  });

  it('ends its lines with LF, CR or CRLF, mixed too', () => {
    expect(said('data: a\ndata: b\r\ndata: c\rdata: d\r\n\r\n')).toEqual([['message', 'a\nb\nc\nd']]);
    expect(said('data: a\r\rdata: b\n\rdata: c\r\n\n')).toEqual([
      ['message', 'a'],
      ['message', 'b'],
      ['message', 'c'],
    ]);
  });

  it('may begin with a byte order mark, which a later one is not', () => {
    expect(said('\uFEFFdata: a\n\n')).toEqual([['message', 'a']]);
    expect(said('\n\uFEFFdata: a\n\n')).toEqual([]);
  });

  it('drops an event without data, and its type', () => {
    expect(said('event: start\n\ndata: x\n\n')).toEqual([['message', 'x']]);
  });

  it('gives a time to connect again that a timer can take', () => {
    const [event] = parse(`retry: ${'9'.repeat(400)}\ndata: a\n\n`);
    expect(event?.retry).toBe(2 ** 31 - 1);
  });

  it('keeps the id, without those that hold NULL, and the time to connect again', () => {
    const events = parse('retry: 10\nid: 7\ndata: a\n\ndata: b\nid: 8\0\nretry: soon\n\nid\ndata: c\n\n');
    expect(events.map(({ id, retry }) => [id, retry])).toEqual([
      ['7', 10],
      ['7', 10],
      ['', 10],
    ]);
    expect(parse('data: a\n\n')[0]?.retry).toBeUndefined();
  });

  it('passes over comments and unknown fields', () => {
    expect(said(':\n: x\nfoo: bar\nfoo\ndata: a:b: c\n\n')).toEqual([['message', 'a:b: c']]);
  });

  it('leaves out what its end cuts off', () => {
    expect(said('data: a\n\ndata: b\n')).toEqual([['message', 'a']]);
  });

  it('replaces what is not UTF-8', () => {
    expect(said(Buffer.from([...Buffer.from('data: '), 0xff, 0x0a, 0x0a]))).toEqual([['message', '\uFFFD']]);
  });

  it('is the same however it is cut', () => {
    const piece = fc.oneof(
      fc.constantFrom('data', 'event', 'id', 'retry', ':', ': ', '\n', '\r', '\r\n', '\n\n', 'data: ', '店', '😀', '7'),
      fc.string({ maxLength: 3, unit: 'grapheme' }),
    );
    const property = fc.property(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      fc.array(fc.nat(), { maxLength: 12 }),
      (text, cuts) => {
        expect(parse(text, cuts)).toEqual(parse(text));
      },
    );
    fc.assert(property, { numRuns: 2_000 });
  });

  it('brings back every event that was written into it', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll(/[\r\n\uFEFF]/g, ''));
    const event = fc.record({ event: line, data: fc.array(line, { minLength: 1, maxLength: 4 }) });
    const property = fc.property(
      fc.array(event, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 9 }),
      fc.constantFrom('\n', '\r', '\r\n'),
      (events, cuts, end) => {
        const text = events
          .map(({ event, data }) => [`event: ${event}`, ...data.map((part) => `data: ${part}`), '', ''].join(end))
          .join('');
        expect(parse(text, cuts).map(({ event, data }) => [event, data])).toEqual(
          events.map(({ event, data }) => [wellFormed(event) || 'message', wellFormed(data.join('\n'))]),
        );
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it.each<[string, string[]]>([
    ['a line without an end', Array.from({ length: 30 }, () => 'x'.repeat(10))],
    ['a line in one piece', [`data: ${'x'.repeat(100)}\n`]],
    ['an event of many lines', Array.from({ length: 30 }, () => 'data: 123456789\n')],
    ['an event of empty lines', Array.from({ length: 130 }, () => 'data\n')],
  ])('is given up at %s beyond the limit', (_, chunks) => {
    const parser = new EventStreamParser(100);
    expect(() => chunks.flatMap((chunk) => parser.push(Buffer.from(chunk)))).toThrow(EventTooLongError);
  });

  it('may be as long as it likes in events within the limit', () => {
    const parser = new EventStreamParser(20);
    const chunk = Buffer.from(': comment\ndata: 1234567890\n\n');
    for (let count = 0; count < 1_000; count += 1) expect(parser.push(chunk)).toHaveLength(1);
  });
});

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
