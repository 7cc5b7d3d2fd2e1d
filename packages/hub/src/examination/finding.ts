/** Every finding of an examination, and how bad it is. */
export const findingLevels = {
  'settings-valid': 'ok',
  'settings-wrong': 'problem',
  'secrets-private': 'ok',
  'secret-readable-by-others': 'warning',
  'database-missing': 'warning',
  'database-unusable': 'problem',
  'commits-durable': 'ok',
  'commits-not-durable': 'problem',
  'commits-less-durable': 'warning',
  'master-key-matches': 'ok',
  'hub-cannot-open': 'problem',
  'public-url-private': 'warning',
  'public-url-plain': 'warning',
  'hub-reached': 'ok',
  'hub-not-reached': 'problem',
  'notify-url-reached': 'ok',
  'notify-url-not-reached': 'problem',
  'tls-certificate-valid': 'ok',
  'tls-certificate-expires': 'warning',
  'tls-certificate-expired': 'problem',
  'no-application': 'warning',
  'application-served': 'ok',
  'application-not-served': 'problem',
  'application-disabled': 'ok',
  'calls-stopped': 'problem',
  'certificate-valid': 'ok',
  'certificate-expires': 'warning',
  'certificate-expired': 'problem',
  'clock-agrees': 'ok',
  'clock-inexact': 'warning',
  'clock-wrong': 'problem',
  'alipay-not-reached': 'problem',
  'inbox-in-time': 'ok',
  'inbox-late': 'warning',
  'events-in-time': 'ok',
  'events-late': 'warning',
  'tokens-in-time': 'ok',
  'tokens-expire': 'warning',
  'spool-empty': 'ok',
  'spool-holds': 'warning',
} as const satisfies Readonly<Record<string, FindingLevel>>;

/** `problem`: the hub does not work, or loses something. `warning`: an operator should look. */
export type FindingLevel = 'ok' | 'warning' | 'problem';

export type FindingCode = keyof typeof findingLevels;

/** What an examination found. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  /** What it is about: the application, the file, the number of seconds. Never a secret. */
  readonly details: Readonly<Record<string, string | number>>;
}

export const finding = (code: FindingCode, details: Finding['details'] = {}): Finding => ({
  code,
  level: findingLevels[code],
  details,
});
