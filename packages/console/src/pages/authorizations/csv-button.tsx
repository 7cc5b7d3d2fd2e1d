import { DownloadOutlined } from '@ant-design/icons';
import type { Authorization } from '@lingpai/hub-client/types';
import { App, Button } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { csvLine, downloadCsv } from '../../csv/write-csv.js';
import { useProblemText } from '../../display/use-problem-text.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import type { AuthorizationFilter } from './authorization-filter.js';
import { readAuthorizations } from './read-authorizations.js';

interface CsvButtonProps {
  readonly appId: string;
  readonly filter: AuthorizationFilter;
  readonly text: string | undefined;
}

const columns = ['reference', 'authAppId', 'userId', 'state', 'reason', 'requestedKinds'] as const;
const times = ['refreshDeadline', 'rotationDue', 'issuedAt', 'cancelledAt', 'createdAt', 'updatedAt'] as const;

/** Exports every authorization that matches the filters. */
export function CsvButton({ appId, filter, text: searched }: CsvButtonProps) {
  const text = useAuthorizationsText();
  const problemText = useProblemText();
  const { message } = App.useApp();
  const [count, setCount] = useState<number>();
  const collect = async () => {
    const lines = [csvLine([...columns, ...times])];
    for await (const one of everyAuthorization({ appId, filter, searched })) {
      lines.push(lineOf(one));
      if (lines.length % 200 === 0) setCount(lines.length);
    }
    downloadCsv(`authorizations-${appId}.csv`, lines);
    return lines.length - 1;
  };
  const start = () => {
    setCount(0);
    collect()
      .then(
        (rows) => void message.success(text('csv-done', { count: rows })),
        (error: unknown) => void message.error(problemText(error)),
      )
      .finally(() => setCount(undefined));
  };
  return (
    <Button icon={<DownloadOutlined />} loading={count !== undefined} onClick={start}>
      {count === undefined ? text('csv') : text('csv-progress', { count })}
    </Button>
  );
}

interface Wanted {
  readonly appId: string;
  readonly filter: AuthorizationFilter;
  readonly searched: string | undefined;
}

async function* everyAuthorization({ appId, filter, searched }: Wanted): AsyncGenerator<Authorization> {
  if (searched === undefined) yield* hub.authorizations.list({ appId, ...filter, limit: 200 });
  else {
    const { signal } = new AbortController();
    yield* (await readAuthorizations({ appId, filter, text: searched, signal })).rows;
  }
}

function lineOf(one: Authorization): string {
  const { reference, authAppId, userId, state, reason, requestedKinds } = one;
  const instants = times.map((name) => {
    const at = one[name];
    return at === null ? null : new Date(at).toISOString();
  });
  return csvLine([reference, authAppId, userId, state, reason, requestedKinds?.join(' ') ?? null, ...instants]);
}
