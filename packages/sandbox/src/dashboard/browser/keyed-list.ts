import { element } from './element.js';

export interface KeyedList<Item> {
  readonly key: (item: Item) => string | number;
  readonly build: (item: Item) => HTMLElement;
  /** Shown when the list is empty. */
  readonly empty: string;
}

/**
 * Shows items in order. What did not change keeps its element; what changed keeps whether it was open, and the focus.
 */
export function showList<Item>(
  list: HTMLElement,
  items: readonly Item[],
  { key, build, empty }: KeyedList<Item>,
): void {
  const known = new Map(Array.from(list.children, (child) => [child.getAttribute('data-key') ?? '', child]));
  const wanted = items.map((item) => {
    const name = String(key(item));
    const version = JSON.stringify(item);
    const present = known.get(name);
    if (present instanceof HTMLElement && present.dataset.version === version) return present;
    const made = build(item);
    made.dataset.key = name;
    made.dataset.version = version;
    if (present instanceof HTMLElement) takeOver(made, present);
    return made;
  });
  if (wanted.length === 0) {
    if (known.size !== 1 || !known.has('')) list.replaceChildren(element('p', { class: 'empty' }, empty));
    return;
  }
  const focused = focusIn(list);
  for (const child of Array.from(list.children)) if (!wanted.some((one) => one === child)) child.remove();
  for (const [index, one] of wanted.entries()) {
    if (list.children[index] !== one) list.insertBefore(one, list.children[index] ?? null);
  }
  focused?.();
}

function takeOver(made: HTMLElement, before: HTMLElement): void {
  const opened = [before, ...before.querySelectorAll('details')].map(
    (one) => one instanceof HTMLDetailsElement && one.open,
  );
  for (const [index, one] of [made, ...made.querySelectorAll('details')].entries()) {
    if (one instanceof HTMLDetailsElement && opened[index]) one.open = true;
  }
}

/** What brings the focus back to where it is now. */
function focusIn(list: HTMLElement): (() => void) | undefined {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !list.contains(active)) return undefined;
  const item = active.closest<HTMLElement>('[data-key]')?.dataset.key ?? '';
  const name = active.dataset.focus;
  return () => {
    if (document.activeElement === active) return;
    const again = Array.from(list.children).find((child) => child.getAttribute('data-key') === item);
    const candidates = Array.from(again?.querySelectorAll<HTMLElement>('[data-focus], summary') ?? []);
    (candidates.find((one) => one.dataset.focus === name) ?? candidates[0])?.focus();
  };
}
