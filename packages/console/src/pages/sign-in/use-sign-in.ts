import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { hub } from '../../api/hub.js';
import { ownPath } from './own-path.js';

/** Signs in, by API key or as whom the proxy names, and goes where the member wanted to go. */
export function useSignIn() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ strict: false });
  return useMutation({
    mutationFn: (key: string | undefined) => hub.session.signIn(key === undefined ? {} : { key }),
    onSuccess() {
      queryClient.clear();
      router.history.push(ownPath(next));
    },
  });
}
