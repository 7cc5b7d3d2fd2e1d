import { element } from './element.js';
import { showMessage } from './message-line.js';

/** Told after every action, so that its effect is seen at once. */
export const changed: EventTarget = new EventTarget();

/**
 * Runs an action, shows its outcome, and disables its control until the action is done. It is not
 * disabled, since that would take the focus from it.
 */
export async function act(control: HTMLButtonElement | undefined, action: () => Promise<string>): Promise<void> {
  if (control?.ariaDisabled === 'true') return;
  if (control !== undefined) control.ariaDisabled = 'true';
  try {
    showMessage(await action(), 'good');
  } catch (error) {
    showMessage(error instanceof Error ? error.message : 'it failed', 'bad');
  } finally {
    if (control !== undefined) control.ariaDisabled = 'false';
    changed.dispatchEvent(new Event('change'));
  }
}

/** A button that acts. */
export function actionButton(label: string, action: () => Promise<string>, className = ''): HTMLButtonElement {
  const button = element('button', { type: 'button', class: className, 'data-focus': label }, label);
  button.addEventListener('click', () => void act(button, action));
  return button;
}

/** Lets a form act; its fields go to `action`. */
export function onSubmit(form: HTMLFormElement, action: (fields: FormData) => Promise<string>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>('button:not([type="button"])') ?? undefined;
    void act(button, () => action(new FormData(form)));
  });
}
