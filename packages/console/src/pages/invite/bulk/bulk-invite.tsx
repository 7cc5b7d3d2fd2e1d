import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hub } from '../../../api/hub.js';
import { QueryView } from '../../../display/query-view.js';
import { useBulkInviteText } from '../../../messages/bulk-invite.js';
import { CsvSource, type CsvText } from './csv-source.js';
import { isFaulty } from './invitation-row.js';
import { LeaveDialog } from './leave-dialog.js';
import { type InvitationFile, mostRows, readRows } from './read-rows.js';
import { RowPreview } from './row-preview.js';
import { SendingView } from './sending-view.js';
import { useSending } from './use-sending.js';
import './bulk-invite.css';

interface Chosen {
  readonly source: CsvText;
  readonly file: InvitationFile;
}

/** Invitations from a CSV file: choose it, look at its rows, send them, take the links. */
export function BulkInvite({ appId }: { readonly appId: string }) {
  const query = useQuery({
    queryKey: ['application', appId],
    queryFn: ({ signal }) => hub.applications.get({ appId }, { signal }),
  });
  return (
    <QueryView query={query} rows={8}>
      {({ returnUrls }) => <Steps appId={appId} returnUrls={returnUrls} />}
    </QueryView>
  );
}

function Steps({ appId, returnUrls }: { readonly appId: string; readonly returnUrls: readonly string[] }) {
  const text = useBulkInviteText();
  const [chosen, setChosen] = useState<Chosen>();
  const [fault, setFault] = useState<string>();
  if (chosen !== undefined) {
    return <Upload key={chosen.source.text} appId={appId} {...chosen} onBack={() => setChosen(undefined)} />;
  }
  const read = (source: CsvText) => {
    const file = readRows(source.text, returnUrls);
    if ('rows' in file) {
      setFault(undefined);
      setChosen({ source, file });
    } else setFault(text(`fault-${file.code}`, { value: file.value, most: mostRows }));
  };
  return <CsvSource onRead={read} fault={fault} />;
}

interface UploadProps extends Chosen {
  readonly appId: string;
  readonly onBack: () => void;
}

function Upload({ appId, source, file, onBack }: UploadProps) {
  const rows = file.rows.filter((row) => !isFaulty(row));
  const sending = useSending(appId, rows);
  if (!sending.isStarted) return <RowPreview source={source} file={file} onSend={sending.send} onBack={onBack} />;
  return (
    <>
      <SendingView appId={appId} rows={rows} sending={sending} onBack={onBack} />
      <LeaveDialog isSending={sending.isSending} />
    </>
  );
}
