import { localized } from '../language/localized.js';
import { print } from '../process/print.js';
import { type Cell, printFields, printTable, timeOf } from '../process/print-table.js';

/** What the hub says about an authorization. */
export interface Authorization {
  readonly appId: string;
  readonly authAppId: string;
  readonly userId: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly generation: number;
  readonly reference: string | null;
  readonly issuedAt: number | null;
  readonly refreshDeadline: number | null;
  readonly rotationDue: number | null;
  readonly cancelledAt: number | null;
  readonly contested: boolean;
  readonly tampered: boolean;
}

export interface History {
  readonly pairs: readonly {
    readonly source: string;
    readonly issuedAt: number;
    readonly refreshDeadline: number | null;
    readonly current: boolean;
    readonly verdict: string | null;
  }[];
  readonly operations: readonly {
    readonly state: string;
    readonly reason: string | null;
    readonly startedAt: number;
    readonly failureCode: string | null;
    readonly traceId: string | null;
  }[];
  readonly audit: readonly { readonly sequence: number; readonly at: number; readonly kind: string }[];
}

const texts = localized({
  en: {
    head: ['merchant application', 'state', 'reference', 'account', 'refresh token until'],
    names: {
      appId: 'application',
      authAppId: 'merchant application',
      userId: 'account',
      state: 'state',
      reference: 'reference',
      generation: 'generation',
      issuedAt: 'issued',
      refreshDeadline: 'refresh token until',
      rotationDue: 'rotation due',
      cancelledAt: 'cancelled',
      remarks: 'remarks',
    },
    contested: 'Alipay has to be asked which grant is the newest',
    tampered: 'changed in the database by something else: it is not served',
    pairs: 'Token pairs',
    pairHead: ['issued', 'refresh token until', 'source', 'current', 'verdict'],
    operations: 'Operations',
    operationHead: ['started', 'state', 'reason', "Alipay's code", 'trace id'],
    audit: 'Audit chain',
    auditHead: ['number', 'time', 'kind'],
    yes: 'yes',
  },
  zh: {
    head: ['商户应用', '状态', '标识', '支付宝账号', '刷新令牌有效期至'],
    names: {
      appId: '应用',
      authAppId: '商户应用',
      userId: '支付宝账号',
      state: '状态',
      reference: '标识',
      generation: '代次',
      issuedAt: '签发时间',
      refreshDeadline: '刷新令牌有效期至',
      rotationDue: '计划刷新时间',
      cancelledAt: '取消时间',
      remarks: '备注',
    },
    contested: '需要向支付宝确认哪次授权最新',
    tampered: '数据库里的数据被其他程序改动过：不再提供服务',
    pairs: '令牌对',
    pairHead: ['签发时间', '刷新令牌有效期至', '来源', '当前', '结论'],
    operations: '操作',
    operationHead: ['开始时间', '状态', '原因', '支付宝错误码', 'trace id'],
    audit: '审计链',
    auditHead: ['序号', '时间', '类型'],
    yes: '是',
  },
});

export const authorizationHead: readonly string[] = texts.head;

export const authorizationCells = (one: Authorization): Cell[] => [
  one.authAppId,
  stateText(one),
  one.reference,
  one.userId,
  timeOf(one.refreshDeadline),
];

const stateText = ({ state, reason }: Authorization) => (reason === null ? state : `${state} (${reason})`);

export async function printAuthorization(one: Authorization): Promise<void> {
  const { names } = texts;
  const remarks = [one.contested ? texts.contested : '', one.tampered ? texts.tampered : ''].filter(Boolean);
  await printFields({
    [names.appId]: one.appId,
    [names.authAppId]: one.authAppId,
    [names.userId]: one.userId,
    [names.state]: stateText(one),
    [names.reference]: one.reference,
    [names.generation]: one.generation,
    [names.issuedAt]: timeOf(one.issuedAt),
    [names.refreshDeadline]: timeOf(one.refreshDeadline),
    [names.rotationDue]: timeOf(one.rotationDue),
    [names.cancelledAt]: timeOf(one.cancelledAt),
    [names.remarks]: remarks.length === 0 ? null : remarks.join('; '),
  });
}

export async function printHistory({ pairs, operations, audit }: History): Promise<void> {
  print(`\n${texts.pairs}`);
  await printTable(
    texts.pairHead,
    pairs.map((one) => [
      timeOf(one.issuedAt),
      timeOf(one.refreshDeadline),
      one.source,
      one.current ? texts.yes : '',
      one.verdict,
    ]),
  );
  print(`\n${texts.operations}`);
  await printTable(
    texts.operationHead,
    operations.map((one) => [timeOf(one.startedAt), one.state, one.reason, one.failureCode, one.traceId]),
  );
  print(`\n${texts.audit}`);
  await printTable(
    texts.auditHead,
    audit.map(({ sequence, at, kind }) => [sequence, timeOf(at), kind]),
  );
}
