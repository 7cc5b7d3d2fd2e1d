interface Listener {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls back once when a signal is aborted, immediately if it already is. However many calls share a signal, it has
 * one listener: Node reports more than ten as a leak.
 *
 * @param staysListening whether that listener stays for the calls to come, which saves as much as a call's other limits take
 * @returns a function that ends the wait
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void, staysListening = false): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    callback();
    return () => {};
  }
  const { callbacks, listener } = listeners.get(signal) ?? listen(signal);
  const entry = () => callback();
  callbacks.add(entry);
  return () => {
    if (!callbacks.delete(entry) || callbacks.size > 0 || staysListening) return;
    signal.removeEventListener('abort', listener);
    listeners.delete(signal);
  };
}

function listen(signal: AbortSignal): Listener {
  const callbacks = new Set<() => void>();
  const listener = () => {
    for (const callback of callbacks) callback();
    callbacks.clear();
  };
  signal.addEventListener('abort', listener, { once: true });
  const entry = { callbacks, listener };
  listeners.set(signal, entry);
  return entry;
}
