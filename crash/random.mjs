/** Decisions that are the same for the same seed (sfc32, begun with a hash of the seed). */
export class Random {
  #state;

  /** @param seed any text */
  constructor(seed) {
    this.#state = hash(seed);
    for (let turn = 0; turn < 15; turn += 1) this.#next();
  }

  /** From 0 to 1, 1 excluded. */
  share() {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least, most) {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  chance(probability) {
    return this.share() < probability;
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** @param weights an object of names and their weights */
  weighted(weights) {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    let left = this.share() * total;
    for (const [name, weight] of Object.entries(weights)) {
      left -= weight;
      if (left < 0) return name;
    }
    return Object.keys(weights)[0];
  }

  #next() {
    const state = this.#state;
    const sum = (state[0] + state[1] + state[3]) >>> 0;
    state[3] = (state[3] + 1) >>> 0;
    state[0] = (state[1] ^ (state[1] >>> 9)) >>> 0;
    state[1] = (state[2] + (state[2] << 3)) >>> 0;
    state[2] = (((state[2] << 21) | (state[2] >>> 11)) + sum) >>> 0;
    return sum;
  }
}

function hash(text) {
  let value = 1_779_033_703 ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 3_432_918_353);
    value = (value << 13) | (value >>> 19);
  }
  return Array.from({ length: 4 }, () => {
    value = Math.imul(value ^ (value >>> 16), 2_246_822_507);
    value = Math.imul(value ^ (value >>> 13), 3_266_489_909);
    value ^= value >>> 16;
    return value >>> 0;
  });
}
