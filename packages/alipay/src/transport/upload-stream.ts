/** A request body as `fetch` takes it, that remembers why it failed: not every `fetch` tells. */
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
      // Nothing is read before it is asked for: it may never be.
      { highWaterMark: 0 },
    );
  }

  /** What the body failed with, if it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The rest is no longer wanted: reading stops, and so does a `fetch` that is still sending. */
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

  /** Not waited for: it may hang on what the body is waiting for. */
  #leave(): void {
    this.#ended = true;
    this.#iterator.return?.().catch(() => {});
  }
}
