import { useShellText } from '../messages/shell.js';
import { useApplication } from '../session/applications.js';

/** Says that the application does not call Alipay itself; cannot be closed. */
export function SandboxBanner() {
  const text = useShellText();
  const application = useApplication();
  if (application === undefined || application.isProduction) return null;
  return (
    <div className="sandbox-banner" role="note">
      <strong>{text('sandbox-banner')}</strong>
      <span>{text('sandbox-banner-text', { name: application.name })}</span>
    </div>
  );
}
