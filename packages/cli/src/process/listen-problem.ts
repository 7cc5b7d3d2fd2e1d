const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; choose another with --port, or let "--port 0" take a free one',
  EACCES: 'the port needs more rights than this user has; choose one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; see --host',
  ENOTFOUND: 'this machine has no such address; see --host',
};

/** Why listening failed, in words; `undefined` for what the user can do nothing about. */
export function listenProblem(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
}
