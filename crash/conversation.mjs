/** Questions to another process over IPC, and its responses. */
export class Conversation {
  #child;
  #count = 0;
  #open = new Map();

  constructor(child) {
    this.#child = child;
    child.on('message', ({ id, result, error }) => {
      const question = this.#open.get(id);
      if (question === undefined) return;
      this.#open.delete(id);
      if (error === undefined) question.resolve(result);
      else question.reject(new Refused(error));
    });
    child.on('error', () => undefined);
    child.on('exit', () => {
      for (const { reject } of this.#open.values()) reject(new Gone());
      this.#open.clear();
    });
  }

  ask(kind, content = {}) {
    return new Promise((resolve, reject) => {
      this.#count += 1;
      const id = this.#count;
      this.#open.set(id, { resolve, reject });
      this.#child.send({ id, kind, ...content }, (error) => {
        if (error && this.#open.delete(id)) reject(new Gone());
      });
    });
  }
}

/** The process ended before it answered. */
export class Gone extends Error {}

/** The process answered with an error; `code` as it was there, when it had one. */
export class Refused extends Error {
  constructor({ code, message, failure }) {
    super(message);
    this.code = code;
    this.failure = failure;
  }
}

/**
 * In the child: responds to questions with what `handlers[kind]` resolves to. Ends when the asking process does, and not on a
 * Ctrl-C that was meant for that.
 */
export function handleQuestions(handlers) {
  process.on('message', async ({ id, kind, ...content }) => {
    try {
      send({ id, result: await handlers[kind](content) });
    } catch (error) {
      const { code, message, failure, stack } = error;
      const known = typeof code === 'string' && error.name === 'VaultError';
      send({ id, error: known ? { code, message, failure } : { message: stack ?? message } });
    }
  });
  process.on('disconnect', () => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, ignore);
}

/** The process that asked may be gone. */
function send(message) {
  process.send?.(message, ignore);
}

const ignore = () => undefined;
