import { DownloadOutlined, FileTextOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Upload } from 'antd';
import { useState } from 'react';
import { decodeText } from '../../../csv/decode-text.js';
import { csvLine, downloadCsv } from '../../../csv/write-csv.js';
import { useBulkInviteText } from '../../../messages/bulk-invite.js';
import { columns } from './invitation-row.js';
import { mostRows } from './read-rows.js';

/** Text with rows, and where it came from. */
export interface CsvText {
  readonly text: string;
  readonly name: string;
  /** `undefined` for what was pasted. */
  readonly encoding: string | undefined;
}

interface CsvSourceProps {
  readonly onRead: (source: CsvText) => void;
  /** Why the last one could not be read. */
  readonly fault: string | undefined;
}

const megabytes = 2;
const template = [
  csvLine([...columns]),
  csvLine(['shop-1001', 'WEBAPP TINYAPP', '', '7d', 'zh']),
  csvLine(['shop-1002', '', '', '', '']),
];

/** Takes rows from a file or from the clipboard, and says what they may hold. */
export function CsvSource({ onRead, fault }: CsvSourceProps) {
  const text = useBulkInviteText();
  const [pasted, setPasted] = useState('');
  const [fileFault, setFileFault] = useState<string>();
  const shown = fileFault ?? fault;
  const take = async (file: File) => {
    const { name, size } = file;
    if (size > megabytes * 1_048_576) return setFileFault(text('too-large', { name, limit: megabytes }));
    const decoded = decodeText(new Uint8Array(await file.arrayBuffer()));
    setFileFault(decoded === undefined ? text('not-text', { name }) : undefined);
    if (decoded !== undefined) onRead({ ...decoded, name });
  };
  const takePasted = () => {
    setFileFault(undefined);
    onRead({ text: pasted, name: text('pasted'), encoding: undefined });
  };
  return (
    <div className="csv-source">
      {shown === undefined ? null : <Alert type="error" showIcon title={shown} />}
      <div className="csv-ways">
        <Upload.Dragger
          accept=".csv,.tsv,.txt,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            void take(file);
            return false;
          }}
        >
          <FileTextOutlined className="csv-icon" aria-hidden="true" />
          <p className="csv-file">{text('file')}</p>
          <p className="csv-hint">{text('file-hint', { most: mostRows })}</p>
        </Upload.Dragger>
        <div className="csv-paste">
          <label htmlFor="csv-pasted">{text('paste')}</label>
          <Input.TextArea
            id="csv-pasted"
            className="code"
            rows={5}
            spellCheck={false}
            value={pasted}
            onChange={({ target }) => setPasted(target.value)}
          />
          <Button disabled={pasted.trim() === ''} onClick={takePasted}>
            {text('paste-read')}
          </Button>
        </div>
      </div>
      <div className="csv-columns">
        <h3>{text('columns')}</h3>
        <Button
          type="link"
          size="small"
          icon={<DownloadOutlined />}
          onClick={() => downloadCsv('invitations.csv', template)}
        >
          {text('template')}
        </Button>
        <dl>
          {columns.map((column) => (
            <div key={column}>
              <dt className="code">{column}</dt>
              <dd>{text(`about-${column}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
