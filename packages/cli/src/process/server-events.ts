/** One server-sent event. */
export interface ServedEvent {
  /** Empty when it has none. */
  readonly id: string;
  readonly data: string;
}

/** The connection ended before the response did. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Reads server-sent events (HTML, 9.2) as they arrive. @throws ConnectionLost */
export async function* serverEvents(response: Response): AsyncGenerator<ServedEvent, void, undefined> {
  let id = '';
  let data: string[] = [];
  for await (const line of linesOf(response)) {
    if (line === '') {
      if (data.length > 0) yield { id, data: data.join('\n') };
      data = [];
      continue;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id') id = value;
    if (field === 'data') data.push(value);
  }
}

async function* linesOf({ body }: Response): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of body) {
      // A carriage return at the end may be half of a line's end.
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw new ConnectionLost('the connection ended before the response', { cause });
  }
}
