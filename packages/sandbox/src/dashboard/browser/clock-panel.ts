import { act, onSubmit } from './act.js';
import { callControl } from './control-api.js';
import { part } from './element.js';
import { momentText, spanText } from './moment.js';

/** Makes the buttons that turn the clock work. */
export function startClockPanel(): void {
  const panel = part('clock-panel', HTMLElement);
  for (const button of panel.querySelectorAll<HTMLButtonElement>('button[data-seconds]')) {
    button.addEventListener('click', () => void act(button, () => advance(Number(button.dataset.seconds))));
  }
  onSubmit(part('clock-form', HTMLFormElement), (fields) =>
    advance(Number(fields.get('count')) * Number(fields.get('unit'))),
  );
}

export function showClock(now: number): void {
  part('clock', HTMLElement).textContent = momentText(now);
  const ahead = (now - Date.now()) / 1000;
  part('clock-offset', HTMLElement).textContent =
    ahead > 5 ? `${spanText(ahead)} ahead of this machine` : 'the time of this machine';
}

async function advance(seconds: number): Promise<string> {
  const { now } = await callControl<{ now: number }>('POST', 'clock', { advanceSeconds: seconds });
  showClock(now);
  return `the clock was moved by ${spanText(seconds)}`;
}
