import { Table, type TableProps } from 'antd';
import { useEffect, useRef } from 'react';
import './data-table.css';

/** A dense table without pages of its own. Where it is wider than its place, it scrolls, also by keyboard. */
export function DataTable<Row extends object>(props: TableProps<Row>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const content = place.current?.querySelector<HTMLElement>('.ant-table-content');
    if (content === null || content === undefined) return;
    const observer = new ResizeObserver(() => {
      if (content.scrollWidth > content.clientWidth) content.tabIndex = 0;
      else content.removeAttribute('tabindex');
    });
    observer.observe(content);
    const [table] = content.children;
    if (table !== undefined) observer.observe(table);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="data-table">
      <Table<Row> size="small" pagination={false} scroll={{ x: 'max-content' }} {...props} />
    </div>
  );
}
