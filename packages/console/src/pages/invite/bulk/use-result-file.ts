import { csvLine, downloadCsv } from '../../../csv/write-csv.js';
import { useProblemText } from '../../../display/use-problem-text.js';
import type { InvitationRow } from './invitation-row.js';
import type { Outcomes } from './use-sending.js';

/** Hands the links to the member as a file. Its columns are the same in every language: programs read it, too. */
export function useResultFile(appId: string, rows: readonly InvitationRow[], outcomes: Outcomes): () => void {
  const problemText = useProblemText();
  return () => {
    const lines = rows.map(({ number, cells: { reference } }) => {
      const outcome = outcomes.get(number);
      if (outcome === undefined) return csvLine([number, reference, 'not-sent', null, null, null, null]);
      if (outcome.kind === 'refused')
        return csvLine([number, reference, 'refused', null, null, null, problemText(outcome.error)]);
      const { page, state, expiresAt } = outcome.link;
      return csvLine([number, reference, outcome.kind, page, state, new Date(expiresAt).toISOString(), null]);
    });
    const headings = csvLine(['row', 'reference', 'result', 'link', 'state', 'expiresAt', 'problem']);
    downloadCsv(`invitations-${appId}.csv`, [headings, ...lines]);
  };
}
