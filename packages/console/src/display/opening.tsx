import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';

interface OpeningProps<Subject> {
  /** What is open, or what it is about; `undefined`, `false` and an empty text close it. */
  readonly of: Subject | false | undefined;
  readonly onClose: () => void;
  /** The dialog, or its steps. Their state belongs to this opening: the next one begins anew. */
  readonly children: (subject: Subject) => ReactNode;
}

interface Shown<Subject> {
  readonly key: number;
  readonly subject: Subject;
  readonly isOpen: boolean;
  /** Where the focus was. */
  readonly opener: Element | null;
}

interface OpeningState {
  readonly isOpen: boolean;
  /** Closes this opening, and no later one. */
  close(): void;
  /** It has faded out. */
  leave(): void;
}

const OpeningContext = createContext<OpeningState | undefined>(undefined);

/**
 * Opens a dialog or a drawer. While it fades out it shows what it showed; if it is opened again meanwhile, the new one replaces it.
 * Focus returns to what opened it.
 *
 * @example
 * <Opening of={edited} onClose={() => setEdited(undefined)}>{(channel) => <ChannelDialog channel={channel} />}</Opening>
 */
export function Opening<Subject>({ of, onClose, children }: OpeningProps<Subject>) {
  const [shown, setShown] = useState<Shown<Subject>>();
  const next = nextShown(shown, of);
  if (next !== shown) setShown(next);
  if (next === undefined) return null;
  const leave = () => setShown((now) => (now?.key === next.key && !now.isOpen ? undefined : now));
  return (
    <OneOpening key={next.key} isOpen={next.isOpen} opener={next.opener} onClose={onClose} onLeave={leave}>
      {children(next.subject)}
    </OneOpening>
  );
}

function nextShown<Subject>(shown: Shown<Subject> | undefined, of: Subject | false | undefined) {
  if (of === false || of === undefined || of === '') return shown?.isOpen ? { ...shown, isOpen: false } : shown;
  if (!shown?.isOpen) {
    return { key: (shown?.key ?? 0) + 1, subject: of, isOpen: true, opener: document.activeElement };
  }
  return shown.subject === of ? shown : { ...shown, subject: of };
}

interface OneOpeningProps extends Pick<Shown<unknown>, 'isOpen' | 'opener'> {
  readonly onClose: () => void;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

function OneOpening({ isOpen, opener, onClose, onLeave, children }: OneOpeningProps) {
  const now = useRef({ isOpen, onClose, onLeave });
  useEffect(() => {
    now.current = { isOpen, onClose, onLeave };
    return () => {
      now.current = { ...now.current, isOpen: false };
    };
  }, [isOpen, onClose, onLeave]);
  useEffect(() => {
    if (!isOpen && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
  }, [isOpen, opener]);
  const state = useMemo(() => {
    const close = () => {
      if (now.current.isOpen) now.current.onClose();
    };
    return { isOpen, close, leave: () => now.current.onLeave() };
  }, [isOpen]);
  return <OpeningContext value={state}>{children}</OpeningContext>;
}

export function useOpening(): OpeningState {
  const opening = use(OpeningContext);
  if (opening === undefined) throw new Error('useOpening: expected an Opening above');
  return opening;
}
