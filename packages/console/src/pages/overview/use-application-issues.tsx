import { useQuery } from '@tanstack/react-query';
import { LinkButton } from '../../display/link-button.js';
import { relativeTime } from '../../display/relative-time.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';
import { useApplicationDetails } from '../../session/applications.js';
import type { Issue } from './issue-item.js';
import { statusQuery } from './overview-queries.js';

const day = 86_400_000;
/** How long before its end a certificate is an issue. */
const certificateWarning = 30 * day;
const longestWait = 5 * 60_000;

/** What is wrong with applications, and with the node that responds. */
export function useApplicationIssues(): readonly Issue[] {
  const text = useOverviewText();
  const { locale } = useLanguage();
  const { data: applications = [] } = useApplicationDetails();
  const { data: status } = useQuery(statusQuery);
  const now = Date.now();
  const relative = (at: number) => relativeTime(at, now, locale);
  const issues: Issue[] = [];
  for (const { appId, name, certificates } of applications) {
    const { stopped, isClockSkewed, clockOffset } = status?.applications.find((one) => one.appId === appId) ?? {};
    if (typeof stopped === 'string') {
      issues.push({
        key: `stopped ${appId}`,
        level: 'urgent',
        title: text('issue-stopped', { name }),
        hint: text('issue-stopped-hint', { reason: stopped }),
        help: (
          <LinkButton to="/settings" search={{ app: appId }}>
            {text('help-settings')}
          </LinkButton>
        ),
      });
    }
    if (isClockSkewed === true) {
      issues.push({
        key: `clock ${appId}`,
        level: 'urgent',
        title: text('issue-skewed', { name, seconds: Math.round(Math.abs(clockOffset ?? 0) / 1_000) }),
        hint: text('issue-skewed-hint'),
      });
    }
    const next = certificates.toSorted((a, b) => a.expiresAt - b.expiresAt)[0];
    if (next !== undefined && next.expiresAt < now + certificateWarning) {
      issues.push({
        key: `certificate ${appId}`,
        level: next.expiresAt < now ? 'urgent' : 'soon',
        title: text('issue-certificate', { name, when: relative(next.expiresAt) }),
        hint: next.subject,
        help: (
          <LinkButton to="/settings" search={{ app: appId }}>
            {text('help-certificate')}
          </LinkButton>
        ),
      });
    }
  }
  const { events, spooled = 0 } = status ?? {};
  if (events !== undefined && events.oldest !== null && now - events.oldest > longestWait) {
    issues.push({
      key: 'backlog',
      level: 'soon',
      title: text('issue-backlog', { count: events.waiting, when: relative(events.oldest) }),
      hint: '',
      help: <LinkButton to="/activity">{text('help-activity')}</LinkButton>,
    });
  }
  if (spooled > 0) {
    issues.push({
      key: 'spool',
      level: 'urgent',
      title: text('issue-spool', { count: spooled }),
      hint: text('issue-spool-hint'),
    });
  }
  return issues;
}
