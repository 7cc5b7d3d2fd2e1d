/** The operating system's code of a failure, such as `ENOENT`. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : 'unknown reason';
}
