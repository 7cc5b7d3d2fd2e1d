/** A request body for `fetch` that remembers why it failed, which not every `fetch` reports. */
export class UploadStream {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #failure: unknown;
  #ended = false;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#iterator = body[Symbol.asyncIterator]();
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => this.#pull(controller),
        cancel: () => this.#leave(),
      },
      // Reads nothing ahead: the body may never be needed.
      { highWaterMark: 0 },
    );
  }

  /** The error of the body, if it failed. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Stops reading, and with it a `fetch` that is still sending. */
  stop(): void {
    if (this.#ended) return;
    this.#controller?.error(new Error('the rest of the body is no longer wanted'));
    this.#leave();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const next = await this.#iterator.next();
      if (this.#ended) return;
      this.#ended = next.done === true;
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    } catch (error) {
      this.#ended = true;
      this.#failure = error;
      throw error;
    }
  }

  /** Not waited for: it may hang on what the body waits for. */
  #leave(): void {
    this.#ended = true;
    this.#iterator.return?.().catch(() => {});
  }
}
