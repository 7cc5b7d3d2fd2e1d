const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; choose another with --port, or let "--port 0" take a free one',
  EACCES: 'this user may not open the port; choose one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; see --host',
  ENOTFOUND: 'this machine has no such address; see --host',
};

/** Explains why listening failed; `undefined` when the user cannot do anything about it. */
export function listenProblem(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
}
