import type { KillPoint, KillPointHook } from '../../src/index.js';

/** Holds a process at a kill point. */
export interface Gate {
  readonly onKillPoint: KillPointHook;
  /** From now on the kill point holds; before, it lets pass. */
  close(): void;
  /** Whether something is held. */
  readonly holds: () => boolean;
  open(): void;
}

/** Makes a gate at a kill point. It is open until it is closed. */
export function gateAt(point: KillPoint): Gate {
  let pass: () => void = () => undefined;
  let passing: Promise<void> | undefined;
  let holds = false;
  return {
    async onKillPoint(reached) {
      if (reached !== point || passing === undefined) return;
      holds = true;
      await passing;
      holds = false;
    },
    close() {
      passing = new Promise((resolve) => {
        pass = resolve;
      });
    },
    holds: () => holds,
    open() {
      passing = undefined;
      pass();
    },
  };
}
