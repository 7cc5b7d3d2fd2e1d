/** Something odd in a document that does not keep its code from being right. */
export interface DocumentWarning {
  /** JSON pointer to the place. */
  readonly pointer: string;
  /** What was found there, and what became of it. */
  readonly message: string;
}

/** The warnings about one document, each once, however often its place is read. */
export class WarningList {
  readonly #found = new Map<string, DocumentWarning>();

  add(pointer: string, message: string): void {
    this.#found.set(`${pointer} ${message}`, { pointer, message });
  }

  /** In the order of their places, whatever order the document was read in. */
  all(): readonly DocumentWarning[] {
    return [...this.#found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, warning]) => warning);
  }
}
