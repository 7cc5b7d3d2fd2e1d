import { Card } from 'antd';
import type { ReactNode } from 'react';
import './section.css';

interface SectionProps {
  readonly title: string;
  /** On the right of the title. */
  readonly extra?: ReactNode;
  /** Tables reach to the edges. */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

/** A part of a page with a heading. */
export function Section({ title, extra, isFlush = false, children }: SectionProps) {
  return (
    <Card
      size="small"
      title={<h2 className="section-title">{title}</h2>}
      extra={extra}
      className={isFlush ? 'section section-flush' : 'section'}
    >
      {children}
    </Card>
  );
}
