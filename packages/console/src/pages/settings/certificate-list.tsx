import type { Application } from '@lingpai/hub-client/types';
import { Alert } from 'antd';
import { Deadline } from '../../display/deadline.js';
import { relativeTime } from '../../display/relative-time.js';
import { useLanguage } from '../../language/language.js';
import { useSettingsText } from '../../messages/settings.js';

const kinds = ['app', 'alipay', 'root'] as const;
/** How long before its end a certificate is warned of. */
const near = 30 * 86_400_000;

/** Of each kind the one that expires first: the file of root certificates holds several. */
function firstToExpire({ certificates }: Application): readonly Application['certificates'][number][] {
  return kinds.flatMap((kind) =>
    certificates
      .filter(({ certificate }) => certificate === kind)
      .sort((a, b) => a.expiresAt - b.expiresAt)
      .slice(0, 1),
  );
}

/** When the certificates of an application expire. */
export function CertificateList(application: Application) {
  const text = useSettingsText();
  const certificates = firstToExpire(application);
  if (certificates.length === 0) return '–';
  return (
    <dl className="certificates">
      {certificates.map(({ certificate, subject, expiresAt }) => (
        <div key={certificate} title={subject}>
          <dt>{text(`certificate-${certificate}`)}</dt>
          <dd>
            <Deadline at={expiresAt} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What expires within a month, or has expired. */
export function CertificateWarnings({ applications }: { readonly applications: readonly Application[] }) {
  const text = useSettingsText();
  const { locale } = useLanguage();
  const now = Date.now();
  const warned = applications.flatMap((application) =>
    firstToExpire(application)
      .filter(({ expiresAt }) => expiresAt - now <= near)
      .map((certificate) => ({ ...certificate, application })),
  );
  return warned.map(({ application: { appId, name }, certificate, expiresAt }) => (
    <Alert
      key={`${appId} ${certificate}`}
      banner
      type={expiresAt < now ? 'error' : 'warning'}
      title={text(expiresAt < now ? 'certificate-expired' : 'certificate-near', {
        name,
        certificate: text(`certificate-${certificate}`),
        when: relativeTime(expiresAt, now, locale),
      })}
    />
  ));
}
