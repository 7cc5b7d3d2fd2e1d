import { part } from './element.js';

let timer: number | undefined;

/** Says what an action did, or why it failed; read out by screen readers. */
export function showMessage(text: string, tone: 'good' | 'bad'): void {
  const line = part('message', HTMLElement);
  line.textContent = text;
  line.className = `message ${tone}`;
  line.hidden = false;
  window.clearTimeout(timer);
  if (tone === 'good') timer = window.setTimeout(hideMessage, 8000);
}

function hideMessage(): void {
  part('message', HTMLElement).hidden = true;
}
