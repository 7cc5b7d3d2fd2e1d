import type { DocumentNode } from '../document/document-node.js';
import type { Documentation } from '../document/documentation.js';

const kinds = ['retired', 'removed upstream', 'added', 'uncatalogued'] as const;

/** How an operation relates to the published document that it was merged into: the extension `x-status`. */
export interface OperationStatus {
  readonly kind: (typeof kinds)[number];
  /** Version of the document that has the operation, where it is another one: the extension `x-document`. */
  readonly document: string | undefined;
  /** Version of the first document that no longer has it: the extension `x-removed-in`. */
  readonly removedIn: string | undefined;
}

/** The status of an operation; `undefined` when it is like any other. */
export function readStatus(operation: DocumentNode): OperationStatus | undefined {
  const value = operation.optional('x-status')?.value;
  const kind = kinds.find((one) => one === value);
  const version = (name: string): string | undefined => operation.optional(name)?.text();
  return kind && { kind, document: version('x-document'), removedIn: version('x-removed-in') };
}

/** Adds the status to what a docstring says. */
export function withStatus(documentation: Documentation, status: OperationStatus | undefined): Documentation {
  if (status === undefined) return documentation;
  const { kind, document, removedIn } = status;
  const where = removedIn === undefined ? 'the newer document' : `Alipay's document of ${removedIn}`;
  const paragraphs = (text: string): Documentation => ({
    ...documentation,
    paragraphs: [...documentation.paragraphs, text],
  });
  switch (kind) {
    case 'retired':
      return { ...documentation, deprecated: `Retired: ${where} no longer has this operation.` };
    case 'removed upstream':
      return { ...documentation, deprecated: `Removed upstream: ${where} no longer has this operation.` };
    case 'added':
      return paragraphs(`Added${document === undefined ? '' : ` by Alipay's document of ${document}`}.`);
    case 'uncatalogued':
      return paragraphs('Uncatalogued: no published document of Alipay lists this operation; public clients use it.');
  }
}
