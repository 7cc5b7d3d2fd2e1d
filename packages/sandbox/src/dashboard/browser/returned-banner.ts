import { facts, part } from './element.js';

/** Shows what a consent page brought back to this page, and takes it out of the address. */
export function showReturned(): void {
  const parameters = new URLSearchParams(location.search);
  if (!parameters.has('app_id')) return;
  const banner = part('returned', HTMLElement);
  banner.append(facts(Object.fromEntries(parameters)));
  banner.hidden = false;
  history.replaceState(null, '', location.pathname);
}
