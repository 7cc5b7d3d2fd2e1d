/** A setting is missing or wrong. The message is one sentence that names it, and never shows a secret. */
export class SettingsError extends Error {
  static {
    SettingsError.prototype.name = 'SettingsError';
  }
}
