/** Waits until something is so, and fails when it does not become so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeout = 60_000): Promise<void> {
  const end = performance.now() + timeout;
  // What takes long is looked at less often: a look costs what is waited for some of its time.
  for (let pause = 10; !(await isSo()); pause = Math.min(150, pause * 1.3)) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
