/** A token for display: its first six and last two characters. */
export function maskToken(token: string): string {
  return token.length <= 8 ? '…' : `${token.slice(0, 6)}…${token.slice(-2)}`;
}
