import { randomBytes } from 'node:crypto';

/** The master keys of the nodes, which change while nodes still seal with the one before. */
export class MasterKeys {
  #keys = {};
  #count = 0;
  #newest;

  constructor() {
    this.add();
  }

  get newest() {
    return this.#newest;
  }

  add() {
    this.#count += 1;
    this.#newest = `k${this.#count}`;
    this.#keys[this.#newest] = randomBytes(32).toString('base64');
  }

  /** The options of a node that starts. @param current the key it seals with; the newest by default */
  options(current = this.#newest) {
    return { current, keys: { ...this.#keys } };
  }

  /** The one before the newest, if there is one. */
  get previous() {
    return Object.keys(this.#keys).at(-2);
  }

  /** Every key that the vault calls retired is thrown away: from now on, nothing that it seals can be opened. */
  drop(retired) {
    for (const id of retired) if (id !== this.#newest) delete this.#keys[id];
  }

  get older() {
    return Object.keys(this.#keys).filter((id) => id !== this.#newest);
  }
}
