import { createHubClient, type HubClient } from '@lingpai/hub-client';

let csrfToken: string | undefined;

/** The hub's API on the session's cookie: every operation, `hub.<group>.<name>`. */
export const hub: HubClient = createHubClient({ csrfToken: () => csrfToken });

/** Sent with every change; the session says it. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}
