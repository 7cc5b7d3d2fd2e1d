import type { ReactNode } from 'react';
import './fact.css';

/** Names with their values, in as many columns as there is place for. */
export const FactList = ({ children }: { readonly children: ReactNode }) => <dl className="fact-list">{children}</dl>;

interface FactProps {
  readonly name: string;
  /** Without a value, nothing is shown. */
  readonly children: ReactNode;
}

export function Fact({ name, children }: FactProps) {
  if (children === null || children === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
