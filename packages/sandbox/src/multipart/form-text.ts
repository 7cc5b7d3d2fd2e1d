import { journalText } from '../journal/request-journal.js';
import { dataPartName, type FormPart } from './form-part.js';

/** A form for the journal: the part `data` in full, and a description of the others. */
export function formText(form: readonly FormPart[]): string {
  return form
    .map(({ name, filename, contentType, content }) =>
      name === dataPartName
        ? `${name}: ${journalText(content)}`
        : `${name}: ${filename ?? ''} (${contentType}, ${content.length} bytes)`,
    )
    .join('\n');
}
