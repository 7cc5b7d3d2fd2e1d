import type { ApplicationCredentials, NotificationSnapshot, StateSnapshot } from '@lingpai/sandbox';
import { CommandProblem, exitCodes } from '../process/command-problem.js';
import { shown } from '../process/print.js';

/** The control API of a running sandbox. Every method throws a {@link CommandProblem} when the sandbox does not do it. */
export class SandboxControl {
  readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
  }

  async applications(): Promise<readonly ApplicationCredentials[]> {
    const { applications } = await this.#request<{ applications: ApplicationCredentials[] }>('GET', 'applications');
    return applications;
  }

  /** The application that was asked for, or the first in key mode. */
  async application(appId: string | undefined): Promise<ApplicationCredentials> {
    const all = await this.applications();
    const found =
      appId === undefined
        ? (all.find(({ mode, encryptKey }) => mode === 'key' && encryptKey === undefined) ?? all[0])
        : all.find((one) => one.appId === appId);
    if (found === undefined) {
      throw new CommandProblem(
        `--app: the sandbox has no application ${appId ?? ''}; it has ${all.map((one) => one.appId).join(', ')}`,
      );
    }
    return found;
  }

  state(): Promise<StateSnapshot> {
    return this.#request('GET', 'state');
  }

  async notifications(): Promise<readonly NotificationSnapshot[]> {
    const response = await this.#request<{ notifications: NotificationSnapshot[] }>('GET', 'notifications');
    return response.notifications;
  }

  redeliver(id: number): Promise<NotificationSnapshot> {
    return this.#request('POST', `notifications/${id}/redeliver`);
  }

  async setNotifyUrl(appId: string, notifyUrl: string | null): Promise<void> {
    await this.#request('PUT', `applications/${appId}`, { notifyUrl });
  }

  /** Lets a merchant act: consent, cancel, or order the service. */
  async act(what: 'consents' | 'cancellations' | 'service-orders', body: object): Promise<void> {
    await this.#request('POST', what, body);
  }

  async #request<T>(method: string, path: string, body?: object): Promise<T> {
    const content =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await this.#fetch(`${this.endpoint}/sandbox/${path}`, { method, ...content });
    const text = await response.text();
    if (!response.ok) throw new CommandProblem(`the sandbox refused: ${shown(errorText(text))}`);
    const parsed = parsedJson(text);
    if (parsed === undefined)
      throw new CommandProblem(`--sandbox: there is no sandbox at ${this.endpoint}`, exitCodes.noResponse);
    return parsed as T;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, redirect: 'error' });
    } catch {
      throw new CommandProblem(
        `--sandbox: no response from ${this.endpoint}; "lingpai sandbox" starts one`,
        exitCodes.noResponse,
      );
    }
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorText(text: string): string {
  const { error } = Object(parsedJson(text));
  return typeof error === 'string' ? error : 'no reason given';
}
