import type { ReportHook, VaultReport } from '../context/report.js';

/**
 * Makes sure that no report is lost: without `onReport`, or when it throws or rejects, a report becomes a process
 * warning whose code is the report's kind.
 */
export function safeReport(onReport: ReportHook | undefined): ReportHook {
  if (onReport === undefined) return warn;
  return (report) => {
    try {
      const result: unknown = onReport(report);
      if (result instanceof Promise) result.catch(() => warn(report));
    } catch {
      warn(report);
    }
  };
}

function warn({ kind, appId, authAppId, message, cause }: VaultReport): void {
  const facts = { appId, authAppId, cause: describeCause(cause) };
  const shown = Object.entries(facts).filter(([, value]) => value !== undefined);
  const detail = shown.map(([name, value]) => `${name}: ${value}`).join(', ');
  process.emitWarning(message, { type: 'LingpaiVaultWarning', code: kind, ...(detail === '' ? {} : { detail }) });
}

/** Its class and code. The message of a foreign error could hold anything, and warnings are printed. */
function describeCause(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' ? `${cause.name} ${code}` : cause.name;
}
