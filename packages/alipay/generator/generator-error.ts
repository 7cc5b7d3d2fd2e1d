/**
 * What was given to the generator cannot be used: the document says something that has no place in the generated
 * code, or the folder holds a file that is not the generator's.
 */
export class GeneratorError extends TypeError {
  /** JSON pointer to the place in the document; `undefined` when the document is not the matter. */
  readonly pointer: string | undefined;
  /** The message without the place. */
  readonly problem: string;

  static {
    GeneratorError.prototype.name = 'GeneratorError';
  }

  constructor(message: string, pointer?: string) {
    super(pointer === undefined ? message : `${pointer === '' ? 'the document' : pointer}: ${message}`);
    this.pointer = pointer;
    this.problem = message;
  }
}
