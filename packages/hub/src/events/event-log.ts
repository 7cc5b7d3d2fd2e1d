import { emitEvents } from '../webhooks/emit-events.js';
import { lockEventHead } from './append-events.js';
import { GroupCommit } from './group-commit.js';
import type { EventContext, NewEvent } from './hub-event.js';
import { WakeUp } from './wake-up.js';

/** Where every domain records what happened. */
export class EventLog {
  /** Wakes when this node recorded something, or made a delivery due. */
  readonly recorded: WakeUp = new WakeUp();
  readonly #commits: GroupCommit<NewEvent>;

  constructor(context: EventContext) {
    const { store } = context;
    this.#commits = new GroupCommit((events) =>
      store.write(async (database) => {
        await emitEvents(context, database, events, await lockEventHead(store, database));
      }),
    );
  }

  /**
   * Records an event, and a delivery to each receiver that wants it, in one transaction. An event whose id is recorded
   * already has no effect.
   */
  async record(event: NewEvent): Promise<void> {
    await this.#commits.add(event);
    this.recorded.notify();
  }
}
