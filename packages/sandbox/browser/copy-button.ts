import { actionButton } from './act.js';

/** Copies `text`, named in the message. */
export function copyButton(name: string, text: string): HTMLButtonElement {
  const button = actionButton('Copy', async () => {
    await navigator.clipboard.writeText(text);
    return `${name} copied`;
  });
  button.setAttribute('aria-label', `Copy ${name}`);
  button.dataset.focus = `Copy ${name}`;
  return button;
}
