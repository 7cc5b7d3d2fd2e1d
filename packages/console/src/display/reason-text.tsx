import { useCommonText } from '../messages/common.js';

const known = ['cannot-rotate', 'permission-missing', 'needs-reauthorization'] as const;

/** Why an authorization needs attention. */
export function ReasonText({ reason }: { readonly reason: string }) {
  const text = useCommonText();
  const found = known.find((one) => one === reason);
  return found === undefined ? reason : text(`reason-${found}`);
}
