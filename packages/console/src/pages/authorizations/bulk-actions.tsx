import { App, Button } from 'antd';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import { useFilters } from '../../router/use-filters.js';
import { useMay } from '../../session/session.js';
import type { AuthorizationFilter } from './authorization-filter.js';

const jobKinds = ['check', 'rotate', 'link'] as const;
type JobKind = (typeof jobKinds)[number];

interface BulkActionsProps {
  readonly appId: string;
  /** The chosen ones; without any, all that match the filter. */
  readonly chosen: readonly string[];
  readonly filter: AuthorizationFilter;
  /** Whether a search narrows the list, which a job cannot do: then only chosen ones. */
  readonly isSearch: boolean;
  readonly onStarted: () => void;
}

/** What can be done to many authorizations at once: each is a job of the hub. */
export function BulkActions({ appId, chosen, filter, isSearch, onStarted }: BulkActionsProps) {
  const text = useAuthorizationsText();
  const { modal } = App.useApp();
  const [, setFilters] = useFilters();
  const mayManage = useMay('manage');
  const start = useAction({
    run: (kind: JobKind) =>
      hub.jobs.create({ kind, appId, ...(chosen.length > 0 ? { authAppIds: chosen } : { filter }) }),
    changes: [['jobs']],
    onDone({ id }) {
      setFilters({ job: id });
      onStarted();
    },
  });
  if (!mayManage) return null;
  const ask = (kind: JobKind) => {
    const scope = chosen.length > 0 ? text('bulk-scope', { count: chosen.length }) : text('bulk-scope-all');
    modal.confirm({
      title: text(`bulk-${kind}`),
      content: (
        <>
          <p>{scope}</p>
          <p>{text(`bulk-confirm-${kind}`)}</p>
        </>
      ),
      okText: text(`bulk-${kind}`),
      onOk: () => start.mutateAsync(kind).catch(() => undefined),
    });
  };
  return (
    <div className="selection">
      <span className="selection-count">
        {chosen.length > 0 ? text('selected', { count: chosen.length }) : text('all-matching')}
      </span>
      {jobKinds.map((kind) => (
        <Button key={kind} disabled={isSearch && chosen.length === 0} onClick={() => ask(kind)}>
          {text(`bulk-${kind}`)}
        </Button>
      ))}
    </div>
  );
}
