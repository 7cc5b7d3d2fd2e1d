import { DocumentNode } from './document-node.js';

/** Title and version of a document. */
export interface DocumentTitle {
  readonly title: string;
  readonly version: string;
}

export function titleOf(root: DocumentNode): DocumentTitle {
  const info = root.object('info') ?? new DocumentNode({}, '/info', root.warnings);
  return { title: info.member('title').label('Untitled'), version: info.member('version').label('no version') };
}
