import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Search } from './search.js';

type SetFilters = (changes: Search) => void;

/**
 * The filters of a view, which are in the address: a link to it shows the same. A change returns to the first page.
 *
 * @example const [filters, setFilters] = useFilters(); setFilters({ state: 'attention' });
 */
export function useFilters(): readonly [filters: Search, setFilters: SetFilters] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const setFilters = useCallback<SetFilters>(
    (changes) => {
      void navigate({ to: '.', search: (before) => ({ ...before, cursor: undefined, ...changes }), replace: true });
    },
    [navigate],
  );
  return [search, setFilters];
}
