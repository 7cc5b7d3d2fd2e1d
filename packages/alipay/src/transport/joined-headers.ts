type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers as a transport returns them: values of repeated ones joined with `, `. */
export function joinedHeaders(headers: ReceivedHeaders): Readonly<Record<string, string>> {
  return areTexts(headers) ? headers : withTexts(headers);
}

function areTexts(headers: ReceivedHeaders): headers is Readonly<Record<string, string>> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

function withTexts(headers: ReceivedHeaders): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}
