import type { Authorization } from '@lingpai/hub-client/types';
import type { ReactNode } from 'react';
import { Copyable } from '../../display/copyable.js';
import { Deadline } from '../../display/deadline.js';
import { ReasonText } from '../../display/reason-text.js';
import { Section } from '../../display/section.js';
import { StateTag } from '../../display/state-tag.js';
import { Time } from '../../display/time.js';
import { useNumber } from '../../display/use-number.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import { useApplications } from '../../session/applications.js';

/** What is known about the authorization. */
export function Facts(one: Authorization) {
  const text = useAuthorizationText();
  const list = useAuthorizationsText();
  const number = useNumber();
  const applications = useApplications();
  const { appId, authAppId, userId, state, reason, reference, requestedKinds, fullDelegation } = one;
  const application = applications.find((other) => other.appId === appId);
  const time = (at: number | null) => (at === null ? text('fact-none') : <Time at={at} />);
  const delegation = fullDelegation === null ? 'fact-unknown' : fullDelegation ? 'fact-yes' : 'fact-no';
  return (
    <Section title={text('facts-title')}>
      <dl className="facts">
        <Fact name={text('fact-reference')}>
          {reference === null ? text('fact-none') : <Copyable value={reference} />}
        </Fact>
        <Fact name={text('fact-authAppId')}>
          <Copyable value={authAppId} />
        </Fact>
        <Fact name={text('fact-userId')}>{userId === null ? text('fact-unknown') : <Copyable value={userId} />}</Fact>
        <Fact name={text('fact-application')}>{application?.name ?? appId}</Fact>
        <Fact name={text('fact-state')}>
          <StateTag state={state} />
          {reason === null ? null : (
            <>
              {' · '}
              <ReasonText reason={reason} />
            </>
          )}
        </Fact>
        <Fact name={text('fact-kinds')}>
          {requestedKinds === null
            ? text('fact-kinds-any')
            : requestedKinds.map((kind) => list(`kind-${kind}`)).join(', ')}
        </Fact>
        <Fact name={text('fact-delegation')}>{text(delegation)}</Fact>
        <Fact name={text('fact-grant')}>
          {one.authStart === null || one.authEnd === null ? (
            text('fact-unknown')
          ) : (
            <>
              <Time at={one.authStart} show="date" /> – <Time at={one.authEnd} show="date" />
            </>
          )}
        </Fact>
        <Fact name={text('fact-refreshDeadline')}>
          {one.refreshDeadline === null ? text('fact-none') : <Deadline at={one.refreshDeadline} />}
        </Fact>
        <Fact name={text('fact-rotationDue')}>{time(one.rotationDue)}</Fact>
        {one.cancelledAt === null ? null : <Fact name={text('fact-cancelledAt')}>{time(one.cancelledAt)}</Fact>}
        <Fact name={text('fact-createdAt')}>{time(one.createdAt)}</Fact>
        <Fact name={text('fact-generation')}>{number(one.generation)}</Fact>
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
