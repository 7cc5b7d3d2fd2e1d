import type { ApplicationCredentials, NotificationSnapshot, StateSnapshot } from '@lingpai/sandbox';
import { localized } from '../language/localized.js';
import { CommandProblem, exitCodes } from '../process/command-problem.js';
import { shown } from '../process/print.js';

const texts = localized({
  en: {
    noApplication: (appId: string, others: string) =>
      `--app: the sandbox has no application ${appId}; it has ${others}`,
    refused: (why: string) => `the sandbox refused: ${why}`,
    noReason: 'no reason given',
    noSandbox: (endpoint: string) => `--sandbox: there is no sandbox at ${endpoint}`,
    unreachable: (endpoint: string) => `--sandbox: no response from ${endpoint}; "lingpai sandbox" starts one`,
  },
  zh: {
    noApplication: (appId: string, others: string) => `--app：沙箱没有应用 ${appId}；它有 ${others}`,
    refused: (why: string) => `沙箱拒绝：${why}`,
    noReason: '未说明原因',
    noSandbox: (endpoint: string) => `--sandbox：${endpoint} 不是沙箱`,
    unreachable: (endpoint: string) => `--sandbox：${endpoint} 没有响应；可用 “lingpai sandbox” 启动沙箱`,
  },
});

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
      throw new CommandProblem(texts.noApplication(appId ?? '', all.map((one) => one.appId).join(', ')));
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

  /** Makes something happen: a merchant consents, cancels or orders the service, or Alipay sends a message. */
  async act(what: 'consents' | 'cancellations' | 'service-orders' | 'messages', body: object): Promise<void> {
    await this.#request('POST', what, body);
  }

  async #request<T>(method: string, path: string, body?: object): Promise<T> {
    const content =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await this.#fetch(`${this.endpoint}/sandbox/${path}`, { method, ...content });
    const text = await response.text();
    if (!response.ok) throw new CommandProblem(texts.refused(shown(errorText(text))));
    const parsed = parsedJson(text);
    if (parsed === undefined) throw new CommandProblem(texts.noSandbox(this.endpoint), exitCodes.noResponse);
    return parsed as T;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, redirect: 'error' });
    } catch {
      throw new CommandProblem(texts.unreachable(this.endpoint), exitCodes.noResponse);
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
  return typeof error === 'string' ? error : texts.noReason;
}
