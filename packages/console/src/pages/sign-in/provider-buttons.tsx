import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Button, Divider } from 'antd';
import { hub } from '../../api/hub.js';
import { useSignInText } from '../../messages/sign-in.js';
import { ownPath } from './own-path.js';

interface ProviderButtonsProps {
  readonly isPending: boolean;
  readonly onProxy: () => void;
}

/** The ways to sign in without an API key, where the hub has any. */
export function ProviderButtons({ isPending, onProxy }: ProviderButtonsProps) {
  const text = useSignInText();
  const { next } = useSearch({ strict: false });
  const { data } = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: ({ signal }) => hub.session.methods(undefined, { signal }),
  });
  if (data === undefined || (data.oidc === null && !data.proxy)) return null;
  return (
    <div className="sign-in-providers">
      {data.oidc === null ? null : (
        <Button size="large" block href={`${data.oidc.url}?returnTo=${encodeURIComponent(ownPath(next))}`}>
          {text('provider', { name: data.oidc.name })}
        </Button>
      )}
      {data.proxy ? (
        <Button size="large" block loading={isPending} onClick={onProxy}>
          {text('proxy')}
        </Button>
      ) : null}
      <Divider plain>{text('or')}</Divider>
    </div>
  );
}
