import { callHook, type Hook } from './hook.js';

/** Something that works today and needs attention. */
export interface ClientWarning {
  /**
   * `certificate-chain`: the chain of Alipay's configured certificate is missing or not accepted.
   * `certificate-rotated`: Alipay signs with a certificate that is not the configured one; put its new file in place.
   */
  readonly code: 'certificate-chain' | 'certificate-rotated';
  readonly message: string;
}

/** A process shows each message once; clients are often made anew. */
const shown = new Set<string>();
const maxShown = 100;

/** Reports a warning to the hook, or as a warning of the process when there is no hook. */
export function reportWarning(hook: Hook<ClientWarning> | undefined, warning: ClientWarning): void {
  if (hook !== undefined) {
    callHook('onWarning', hook, Object.freeze(warning));
    return;
  }
  if (shown.has(warning.message) || shown.size >= maxShown) return;
  shown.add(warning.message);
  const code = `LINGPAI_${warning.code.toUpperCase().replace('-', '_')}`;
  process.emitWarning(warning.message, { type: 'LingpaiWarning', code });
}
