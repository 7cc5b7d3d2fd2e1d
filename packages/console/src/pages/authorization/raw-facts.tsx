import type { Authorization } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Section } from '../../display/section.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { historyQuery } from './authorization-queries.js';

/** What the hub returns about the authorization, to be sent to support. */
export function RawFacts({ authorization }: { readonly authorization: Authorization }) {
  const text = useAuthorizationText();
  const { data: history } = useQuery(historyQuery(authorization));
  return (
    <Section title={text('raw-title')}>
      <details>
        <summary>{text('raw-hint')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
        <pre className="raw" tabIndex={0}>
          {JSON.stringify({ authorization, history }, null, 2)}
        </pre>
      </details>
    </Section>
  );
}
