/** A time as `<input type="datetime-local">` writes it: in the viewer's zone, to the minute. */
export function localMinute(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
