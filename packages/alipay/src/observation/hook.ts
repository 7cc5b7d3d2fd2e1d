/** Receives messages. What it returns or throws does not affect the call. */
export type Hook<Message> = (message: Message) => void;

const reported = new WeakSet<object>();

/** Calls a hook. A failure becomes a warning of the process, once for each hook, and does not affect the call. */
export function callHook<Message>(name: string, hook: Hook<Message>, message: Message): void {
  const report = (cause: unknown) => reportFailure(name, hook, cause);
  try {
    const returned: unknown = hook(message);
    if (returned instanceof Promise) returned.catch(report);
  } catch (cause) {
    report(cause);
  }
}

function reportFailure(name: string, hook: object, cause: unknown): void {
  if (reported.has(hook)) return;
  reported.add(hook);
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  process.emitWarning(`the hook ${name} failed; the call went on, and further failures are not reported`, {
    type: 'LingpaiWarning',
    code: 'LINGPAI_HOOK',
    detail,
  });
}
