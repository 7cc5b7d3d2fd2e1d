import type { Authorization } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hub } from '../../api/hub.js';
import { LinkButton } from '../../display/link-button.js';
import { relativeTime } from '../../display/relative-time.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';
import type { Issue } from './issue-item.js';
import { RotateButton } from './rotate-button.js';

const day = 86_400_000;
/** Rotation begins long before: a deadline so near was missed. */
const deadlineWarning = 14 * day;
/** How many are read to be shown or counted. */
const most = 50;
const reasons = ['cannot-rotate', 'permission-missing', 'needs-reauthorization'] as const;

/** What is wrong with authorizations: those that need attention, deadlines that are near, those without a reference. */
export function useAuthorizationIssues(appId: string) {
  const text = useOverviewText();
  const { locale } = useLanguage();
  const now = Date.now();
  const until = Math.ceil((now + deadlineWarning) / day) * day;
  const attention = useAuthorizations(appId, { state: 'attention' });
  const due = useAuthorizations(appId, { state: 'active', deadlineBefore: until });
  const unassigned = useAuthorizations(appId, { unassigned: true });
  const issues: Issue[] = (attention.data ?? []).map((one) => ({
    key: one.authAppId,
    level: one.reason === 'needs-reauthorization' ? 'urgent' : 'soon',
    title: titled(
      text(`issue-${reasons.find((reason) => reason === one.reason) ?? 'cannot-rotate'}`, { merchant: '\n' }),
      one,
    ),
    hint:
      one.reason === 'needs-reauthorization' || one.refreshDeadline === null
        ? text('issue-authorization-hint-none')
        : text('issue-authorization-hint', { when: relativeTime(one.refreshDeadline, now, locale) }),
    help: (
      <LinkButton to="/invite" search={{ reference: one.reference ?? undefined }}>
        {text('help-invite')}
      </LinkButton>
    ),
  }));
  for (const one of due.data ?? []) {
    const when = relativeTime(one.refreshDeadline ?? now, now, locale);
    issues.push({
      key: `due ${one.authAppId}`,
      level: 'soon',
      title: titled(text('issue-deadline', { merchant: '\n', when }), one),
      hint: text('issue-deadline-hint'),
      help: <RotateButton {...one} />,
    });
  }
  const count = unassigned.data?.length ?? 0;
  if (count > 0) {
    issues.push({
      key: 'unassigned',
      level: 'soon',
      title: text(count === most ? 'issue-unassigned-many' : 'issue-unassigned', { count }),
      hint: text('issue-unassigned-hint'),
      help: <LinkButton to="/unassigned">{text('help-unassigned')}</LinkButton>,
    });
  }
  return { issues, query: attention };
}

function useAuthorizations(
  appId: string,
  filter: { state?: 'attention' | 'active'; deadlineBefore?: number; unassigned?: boolean },
) {
  return useQuery({
    queryKey: ['authorizations', appId, 'issues', filter],
    queryFn: async ({ signal }) =>
      (await hub.authorizations.list({ appId, ...filter, limit: most }, { signal })).authorizations,
    refetchInterval: 60_000,
  });
}

/** A sentence with a link to the authorization in the place of the line break. */
function titled(sentence: string, { appId, authAppId, reference }: Authorization) {
  const [before, after] = sentence.split('\n');
  return (
    <>
      {before}
      <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }}>
        {reference ?? authAppId}
      </Link>
      {after}
    </>
  );
}
