import { CheckCircleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { StateMessage } from '../../display/state-message.js';
import { useOverviewText } from '../../messages/overview.js';
import { IssueItem } from './issue-item.js';
import { useApplicationIssues } from './use-application-issues.js';
import { useAuthorizationIssues } from './use-authorization-issues.js';
import { useWebhookIssues } from './use-webhook-issues.js';

const shown = 6;

/** What needs attention, the urgent first, each with the one button that helps. */
export function AttentionSection({ appId }: { readonly appId: string }) {
  const text = useOverviewText();
  const ofApplications = useApplicationIssues();
  const ofWebhooks = useWebhookIssues();
  const { issues: ofAuthorizations, query } = useAuthorizationIssues(appId);
  const all = [...ofApplications, ...ofWebhooks, ...ofAuthorizations];
  const issues = [...all.filter(({ level }) => level === 'urgent'), ...all.filter(({ level }) => level === 'soon')];
  const more = issues.length - shown;
  return (
    <Section title={text('attention-title')} isFlush>
      <QueryView query={query} rows={4}>
        {() =>
          issues.length === 0 ? (
            <StateMessage
              icon={<CheckCircleOutlined />}
              title={text('attention-none')}
              hint={text('attention-none-hint')}
            />
          ) : (
            <>
              <ul className="issues">
                {issues.slice(0, shown).map(({ key, ...issue }) => (
                  <IssueItem key={key} {...issue} />
                ))}
              </ul>
              {more > 0 ? (
                <div className="issues-more">
                  <Link to="/authorizations" search={{ state: 'attention' }}>
                    {text('attention-more', { count: more })}
                  </Link>
                </div>
              ) : null}
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
