/** Opens the vault when the server starts: its workers rotate tokens whether anybody opens a page or not. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { service } = await import('./lib/service');
  await service();
}
