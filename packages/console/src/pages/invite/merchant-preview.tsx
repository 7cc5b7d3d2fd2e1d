import { useQuery } from '@tanstack/react-query';
import { Grid } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { QueryView } from '../../display/query-view.js';
import { useLanguage } from '../../language/language.js';
import { useInviteText } from '../../messages/invite.js';
import './merchant-preview.css';

interface MerchantPreviewProps {
  readonly appId: string;
  /** An existing link; otherwise the page of one that could be created. */
  readonly linkId?: string;
  /** Seconds for which a link that could be created would be good. */
  readonly expiresIn?: number;
  /** Of the page; `undefined` when the merchant's browser decides: then that of the console. */
  readonly pageLanguage: 'zh' | 'en' | undefined;
}

/** The page that the merchant opens, on a phone. The preview does not open the link. */
export function MerchantPreview(props: MerchantPreviewProps) {
  const text = useInviteText();
  const isWide = Grid.useBreakpoint().lg ?? innerWidth >= 992;
  const [isOpen, setIsOpen] = useState(false);
  if (isWide) {
    return (
      <figure className="merchant-preview">
        <figcaption>{text('preview')}</figcaption>
        <Phone {...props} />
      </figure>
    );
  }
  return (
    <details className="merchant-preview" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{text('preview')}</summary>
      {isOpen ? <Phone {...props} /> : null}
    </details>
  );
}

function Phone({ appId, linkId, expiresIn, pageLanguage }: MerchantPreviewProps) {
  const text = useInviteText();
  const { language } = useLanguage();
  const shown = { linkId, expiresIn, language: pageLanguage ?? language };
  const query = useQuery({
    queryKey: ['links', appId, 'preview', shown],
    // A frame cannot tell whether it shows the page, or why there is none.
    queryFn: async ({ signal }) => {
      await (await hub.links.preview({ appId, ...shown }, { signal })).body?.cancel();
      return addressOf(appId, shown);
    },
  });
  return (
    <div className="phone">
      <div className="phone-screen">
        <QueryView query={query} rows={8}>
          {(address) => <iframe key={address} title={text('preview')} src={address} sandbox="" />}
        </QueryView>
      </div>
    </div>
  );
}

function addressOf(appId: string, shown: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(shown).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `/v1/apps/${encodeURIComponent(appId)}/links/preview?${query}`;
}
