import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { QueryView } from '../../display/query-view.js';
import { relativeTime } from '../../display/relative-time.js';
import { Section } from '../../display/section.js';
import { useLanguage } from '../../language/language.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { type AuthorizationKey, calledMethodsQuery, methodsQuery } from './authorization-queries.js';

/** What the merchant granted, against what the programs of the application call. */
export function Methods({ methodsAt, ...of }: AuthorizationKey & { readonly methodsAt: number | null }) {
  const text = useAuthorizationText();
  const { locale } = useLanguage();
  const query = useQuery(methodsQuery(of));
  return (
    <Section title={text('methods-title')}>
      <QueryView query={query}>
        {({ methods }) =>
          methods === null ? (
            text('methods-unknown')
          ) : (
            <>
              {text('methods-count', {
                count: methods.length,
                when: relativeTime(methodsAt ?? Date.now(), Date.now(), locale),
              })}
              <Needed appId={of.appId} granted={new Set(methods)} />
              <details className="methods-all">
                <summary>{text('methods-all')}</summary>
                <ul className="methods">
                  {methods.map((method) => (
                    <li key={method} className="code">
                      {method}
                    </li>
                  ))}
                </ul>
              </details>
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function Needed({ appId, granted }: { readonly appId: string; readonly granted: ReadonlySet<string> }) {
  const text = useAuthorizationText();
  const { data = [] } = useQuery(calledMethodsQuery(appId));
  if (data.length === 0) return <p>{text('methods-none-needed')}</p>;
  return (
    <ul className="methods" aria-label={text('methods-needed')}>
      {data.map((method) => {
        const isGranted = granted.has(method);
        return (
          <li key={method}>
            <span className="code">{method}</span>
            <Badge
              status={isGranted ? 'success' : 'error'}
              text={text(isGranted ? 'methods-granted' : 'methods-lacking')}
            />
          </li>
        );
      })}
    </ul>
  );
}
