import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

/** A message that a robot posted into its group. */
export interface RobotMessage {
  readonly title: string;
  readonly text: string;
  /** Milliseconds since 1970, by the clock of the sender; 0 when it named none. */
  readonly sentAt: number;
}

// biome-ignore lint/suspicious/noExplicitAny: what arrives is checked by the robot itself
type Body = any;
type Verdict = RobotMessage | { readonly errcode: number };

const hmac = (key: string, text: string) => createHmac('sha256', key).update(text, 'utf8').digest('base64');
const hour = 3_600_000;

/**
 * The robots of DingTalk, Feishu and WeCom on 127.0.0.1, which accept and refuse as their documentation says:
 * https://open.dingtalk.com/document/orgapp/customize-robot-security-settings,
 * https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot,
 * https://developer.work.weixin.qq.com/document/path/91770.
 */
export class TestRobots implements AsyncDisposable {
  readonly dingtalk: RobotMessage[] = [];
  readonly feishu: RobotMessage[] = [];
  readonly wecom: RobotMessage[] = [];
  /** Codes with which DingTalk refuses the next messages. */
  readonly refusals: number[] = [];
  /** The clock that signatures are compared with. */
  now: () => number = Date.now;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://robots');
      const isJson = String(request.headers['content-type']).startsWith('application/json');
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const reply = isJson ? this.#receive(url, body) : { errcode: 43_004 };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(reply));
    });
  });

  static async start(): Promise<TestRobots> {
    const robots = new TestRobots();
    await new Promise<void>((resolve) => robots.#server.listen(0, '127.0.0.1', resolve));
    return robots;
  }

  get origin(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  readonly accessToken = 'dingtalk-access-token-0123456789';
  readonly dingtalkSecret = 'SEC0123456789abcdef0123456789abcdef';
  readonly hook = 'feishu-hook-0123456789abcdef';
  readonly feishuSecret = 'feishu-secret-0123456789';
  readonly key = 'wecom-key-0123456789abcdef';

  get dingtalkRobot(): { readonly url: string; readonly secret: string } {
    return { url: `${this.origin}/robot/send?access_token=${this.accessToken}`, secret: this.dingtalkSecret };
  }

  get channels(): Readonly<Record<'dingtalk' | 'feishu' | 'wecom', object>> {
    const { origin } = this;
    const feishu = { url: `${origin}/open-apis/bot/v2/hook/${this.hook}`, secret: this.feishuSecret };
    const wecom = { url: `${origin}/cgi-bin/webhook/send?key=${this.key}` };
    return {
      dingtalk: { kind: 'dingtalk', language: 'zh', robot: this.dingtalkRobot },
      feishu: { kind: 'feishu', language: 'en', robot: feishu },
      wecom: { kind: 'wecom', language: 'zh', robot: wecom },
    };
  }

  get secrets(): string[] {
    return [this.accessToken, this.dingtalkSecret, this.hook, this.feishuSecret, this.key];
  }

  #receive(url: URL, body: Body): object {
    if (url.pathname === '/robot/send') return this.#take('dingtalk', this.#dingtalk(url, body));
    if (url.pathname === '/cgi-bin/webhook/send') return this.#take('wecom', this.#wecom(url, body));
    if (url.pathname !== `/open-apis/bot/v2/hook/${this.hook}`) return { code: 19_001, msg: 'param invalid' };
    const verdict = this.#feishu(body);
    if ('errcode' in verdict) return { code: verdict.errcode, msg: 'refused' };
    this.feishu.push(verdict);
    return { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' };
  }

  #take(kind: 'dingtalk' | 'wecom', verdict: Verdict): object {
    if ('errcode' in verdict) return { errcode: verdict.errcode, errmsg: 'refused' };
    this[kind].push(verdict);
    return { errcode: 0, errmsg: 'ok' };
  }

  #dingtalk({ searchParams }: URL, { msgtype, markdown }: Body): Verdict {
    if (searchParams.get('access_token') !== this.accessToken) return { errcode: 300_005 };
    const timestamp = searchParams.get('timestamp') ?? '';
    const expected = hmac(this.dingtalkSecret, `${timestamp}\n${this.dingtalkSecret}`);
    const isNow = /^\d{13}$/.test(timestamp) && Math.abs(Number(timestamp) - this.now()) < hour;
    if (!isNow || searchParams.get('sign') !== expected) return { errcode: 310_000 };
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return { errcode: refusal };
    if (msgtype !== 'markdown' || !markdown.title || !markdown.text) return { errcode: 40_035 };
    return { title: markdown.title, text: markdown.text, sentAt: Number(timestamp) };
  }

  #feishu({ timestamp, sign, msg_type, card }: Body): Verdict {
    const isNow = /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) * 1_000 - this.now()) < hour;
    if (!isNow || sign !== hmac(`${timestamp}\n${this.feishuSecret}`, '')) return { errcode: 19_021 };
    if (msg_type !== 'interactive') return { errcode: 19_002 };
    const [{ text }] = card.elements;
    if (text.tag !== 'lark_md') return { errcode: 19_002 };
    return { title: card.header.title.content, text: text.content, sentAt: Number(timestamp) * 1_000 };
  }

  #wecom({ searchParams }: URL, { msgtype, markdown }: Body): Verdict {
    if (searchParams.get('key') !== this.key) return { errcode: 93_000 };
    if (msgtype !== 'markdown') return { errcode: 40_008 };
    if (Buffer.byteLength(markdown.content) > 4_096) return { errcode: 40_058 };
    const [title = '', ...lines] = markdown.content.split('\n');
    return { title: title.replace('## ', ''), text: lines.join('\n'), sentAt: 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
