import { actionButton } from './act.js';

/** Copies `text`, named in the message. */
export function copyButton(name: string, text: string): HTMLButtonElement {
  const button = actionButton('Copy', async () => {
    if (navigator.clipboard === undefined) throw new Error('the browser copies only on localhost and over https');
    await navigator.clipboard.writeText(text);
    return `${name} copied`;
  });
  button.setAttribute('aria-label', `Copy ${name}`);
  button.dataset.focus = `Copy ${name}`;
  return button;
}
