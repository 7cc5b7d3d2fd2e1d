import { useShellText } from '../messages/shell.js';
import './shell.css';

export function Brand() {
  const text = useShellText();
  return (
    <span className="brand">
      <img src="/icon.svg" alt="" width={24} height={24} />
      {text('product')}
    </span>
  );
}
