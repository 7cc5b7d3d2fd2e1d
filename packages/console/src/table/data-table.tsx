import { Table, type TableProps } from 'antd';
import { useEffect, useRef } from 'react';
import './data-table.css';

/**
 * A dense table without pages of its own. Where it is wider than its place, it scrolls, also by keyboard. The table's own option to
 * scroll measures every column, and renders every row twice.
 */
export function DataTable<Row extends object>(props: TableProps<Row>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    const table = current?.querySelector('table');
    if (current === null || table === null || table === undefined) return;
    const observer = new ResizeObserver(() => {
      if (current.scrollWidth > current.clientWidth) current.tabIndex = 0;
      else current.removeAttribute('tabindex');
    });
    observer.observe(current);
    observer.observe(table);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="data-table">
      <Table<Row> size="small" pagination={false} {...props} />
    </div>
  );
}
