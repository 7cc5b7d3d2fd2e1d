import { createHmac } from 'node:crypto';
import type { WebhookMessage } from '../webhooks/send-webhook.js';
import type { Robot } from './channel-schema.js';
import type { ChannelKind } from './channel-table.js';
import type { AlertText } from './render-alerts.js';

export type RobotKind = Exclude<ChannelKind, 'email'>;

const sign = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64');

type Build = (robot: Robot, text: AlertText, now: number) => { readonly url: string; readonly body: object };

/**
 * DingTalk signs `timestamp + "\n" + secret` with the secret; milliseconds; both are parameters of the address.
 * https://open.dingtalk.com/document/orgapp/customize-robot-security-settings
 * https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
 */
const dingtalk: Build = ({ url: address, secret }, { title, markdown }, now) => {
  const url = new URL(address);
  if (secret !== undefined) {
    url.searchParams.set('timestamp', String(now));
    url.searchParams.set('sign', sign(secret, `${now}\n${secret}`));
  }
  return { url: url.href, body: { msgtype: 'markdown', markdown: { title, text: `### ${title}\n\n${markdown}` } } };
};

/**
 * Feishu signs the empty text with `timestamp + "\n" + secret` as the key; seconds; both are members of the body.
 * https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 */
const feishu: Build = ({ url, secret }, { title, markdown, severity }, now) => {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = secret === undefined ? {} : { timestamp, sign: sign(`${timestamp}\n${secret}`, '') };
  const card = {
    config: { wide_screen_mode: true },
    header: { title: { tag: 'plain_text', content: title }, template: templates[severity] },
    elements: [{ tag: 'div', text: { tag: 'lark_md', content: markdown } }],
  };
  return { url, body: { ...signature, msg_type: 'interactive', card } };
};

const templates = { critical: 'red', warning: 'orange', resolved: 'green' } as const;

/** WeCom knows the robot by the `key` of its address. https://developer.work.weixin.qq.com/document/path/91770 */
const wecom: Build = ({ url }, { title, markdown }) => ({
  url,
  body: { msgtype: 'markdown', markdown: { content: `## ${title}\n${markdown}` } },
});

const builds: Readonly<Record<RobotKind, Build>> = { dingtalk, feishu, wecom };

/** What a robot is sent. @param now milliseconds since 1970 */
export function robotRequest(kind: RobotKind, robot: Robot, text: AlertText, now: number): WebhookMessage {
  const { url, body } = builds[kind](robot, text, now);
  return { url, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

/** Codes that say "too many messages": DingTalk, WeCom, and Feishu. */
const tooMany = new Set([130101, 45009, 11232, 9499]);

/**
 * Robots respond with 200 whatever happens: the body has the code. DingTalk and WeCom call it `errcode`, Feishu `code`, and
 * `StatusCode` in its older form.
 *
 * @returns `undefined` when the message was taken
 */
export function robotRefusal(
  text: string,
): { readonly failure: 'rate-limited' | 'refused'; readonly code: number | null } | undefined {
  const code = codeOf(text);
  if (code === 0) return undefined;
  return { failure: code !== null && tooMany.has(code) ? 'rate-limited' : 'refused', code };
}

function codeOf(text: string): number | null {
  try {
    const { errcode, code, StatusCode } = Object(JSON.parse(text));
    const found = errcode ?? code ?? StatusCode;
    return Number.isSafeInteger(found) ? found : null;
  } catch {
    return null;
  }
}
