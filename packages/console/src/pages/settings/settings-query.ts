import { queryOptions } from '@tanstack/react-query';
import { hub } from '../../api/hub.js';

/** What the node that responds was started with. */
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => hub.settings.get(undefined, { signal }),
});
