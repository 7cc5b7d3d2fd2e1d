// Loads the runtime's `fetch`, which happens when it is first used.
export const loaded: Request = new Request('http://127.0.0.1');
