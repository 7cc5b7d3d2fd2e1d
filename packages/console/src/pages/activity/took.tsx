import { useActivityText } from '../../messages/activity.js';

/** How long something took: in milliseconds, or in seconds when it was long. */
export function Took({ milliseconds }: { readonly milliseconds: number }) {
  const text = useActivityText();
  const count = Math.max(0, milliseconds);
  return count < 10_000
    ? text('duration-ms', { count })
    : text('duration-seconds', { count: Math.round(count / 1_000) });
}
