import type { ReactNode } from 'react';

interface TextWithProps {
  /** A message whose value is `{}`. */
  readonly text: string;
  readonly part: ReactNode;
}

/** A message with an element, such as a time, in the place of a value. */
export function TextWith({ text, part }: TextWithProps) {
  const [before, after = ''] = text.split('{}');
  return (
    <>
      {before}
      {part}
      {after}
    </>
  );
}
