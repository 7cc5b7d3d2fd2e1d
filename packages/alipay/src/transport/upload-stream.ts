/** A request body as `fetch` takes it, that remembers why it failed: not every `fetch` tells. */
export class UploadStream {
  readonly stream: ReadableStream<Uint8Array>;
  #failure: unknown;

  constructor(body: AsyncIterable<Uint8Array>) {
    const iterator = body[Symbol.asyncIterator]();
    this.stream = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const next = await iterator.next().catch((error: unknown) => {
          this.#failure = error;
          throw error;
        });
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    });
  }

  /** What the body failed with, if it did. */
  get failure(): unknown {
    return this.#failure;
  }
}
