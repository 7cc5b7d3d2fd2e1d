/**
 * Instants at which a process may be killed, in the order of a rotation or redemption. `before-outbox` and `after-outbox` lie
 * within the transaction that applies a response; the deliveries follow it.
 */
export const killPoints = [
  'before-started',
  'after-started',
  'before-send',
  'after-send',
  'after-response',
  'before-received',
  'after-received',
  'before-applied',
  'before-outbox',
  'after-outbox',
  'after-applied',
  'before-delivery',
  'after-delivery',
] as const;

export type KillPoint = (typeof killPoints)[number];

/** Called at every {@link KillPoint}; the vault waits for it. For drills: it may end the process, or hold it. */
export type KillPointHook = (point: KillPoint) => void | Promise<void>;
