/** Repeats `look` every second while the page is visible, one at a time. @returns what looks at once */
export function startPolling(look: () => Promise<void>): () => void {
  let timer: number | undefined;
  let looking = false;
  let again = false;
  const round = async () => {
    window.clearTimeout(timer);
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      do {
        again = false;
        await look();
      } while (again);
    } finally {
      looking = false;
      if (!document.hidden) timer = window.setTimeout(round, 1000);
    }
  };
  document.addEventListener('visibilitychange', () => void (document.hidden ? window.clearTimeout(timer) : round()));
  void round();
  return () => void round();
}
