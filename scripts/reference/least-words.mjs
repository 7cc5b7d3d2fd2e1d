// @ts-check
// The fixed words about what a call has to send, in both languages.

export const leastWords = {
  en: {
    heading: 'The least to send',
    intro:
      'The smallest call that sends all that is known to be required. It passes the strict checks of the local sandbox:',
    same: 'The example above is the smallest call that sends all that is known to be required. It passes the strict checks of the local sandbox.',
    nothing:
      'No field is known to be required, so the strict checks of the local sandbox accept the call without any. The example above is one of this reference, not of Alipay, which may require more.',
    chosen:
      'No field is known to be required. The example above passes the strict checks of the local sandbox; its fields were chosen for this reference, and Alipay may require others.',
    field: 'Field',
    meaning: 'Meaning',
    value: 'Value in the call',
    why: 'Why it is there',
    members: 'its members below',
    file: 'a file',
    required: 'Alipay requires it',
    'second-hand': 'required, by a second-hand source',
    typical: 'part of the example; no text says whether it is required',
    case: (/** @type {string} */ text) => `required ${text}, which this example shows`,
    condition: (/** @type {string} */ text) => `required because ${text}`,
    'at-least-one': (/** @type {string} */ names) => `at least one of ${names} is required`,
    'exactly-one': (/** @type {string} */ names) => `exactly one of ${names} is required`,
    code: (/** @type {string} */ code) => `${code} can refuse a call without it`,
    told: (/** @type {string} */ names) =>
      `**Alipay's texts say** whether these are required (the table below tells how): ${names}.`,
    secondHand: (/** @type {string} */ names) =>
      `**Only second-hand sources say** whether these are required: ${names}.`,
    untold: (/** @type {string} */ names) =>
      `**Alipay's texts do not say** whether these are required: ${names}. Send those that your case needs.`,
    atLeastOne: (/** @type {string} */ names) => `**Alternatives**, at least one of which is required: ${names}.`,
    exactlyOne: (/** @type {string} */ names) => `**Alternatives**, exactly one of which is required: ${names}.`,
    excludes: (/** @type {string} */ names) => `**Never together**: ${names}.`,
  },
  zh: {
    heading: '最少传哪些字段',
    intro: '包含全部已知必填字段的最小调用，可通过本地沙箱的严格校验：',
    same: '上面的示例就是包含全部已知必填字段的最小调用，可通过本地沙箱的严格校验。',
    nothing:
      '没有已知必填的字段，因此不传任何字段也能通过本地沙箱的严格校验。上面的示例由本参考编写，并非来自支付宝；支付宝可能要求更多。',
    chosen: '没有已知必填的字段。上面的示例可通过本地沙箱的严格校验；其中的字段由本参考选取，支付宝可能要求其他字段。',
    field: '字段',
    meaning: '含义',
    value: '示例中的值',
    why: '为什么传',
    members: '成员见下',
    file: '文件',
    required: '支付宝要求必填',
    'second-hand': '二手资料称必填',
    typical: '没有资料说明是否必填；取自示例',
    case: (/** @type {string} */ text) => `${text}必填，本示例即此情形`,
    condition: (/** @type {string} */ text) => `${text}时必填`,
    'at-least-one': (/** @type {string} */ names) => `${names} 至少传一个`,
    'exactly-one': (/** @type {string} */ names) => `${names} 必须且只能传一个`,
    code: (/** @type {string} */ code) => `缺少时可能返回 ${code}`,
    told: (/** @type {string} */ names) => `**支付宝的文档已说明**下列字段是否必填（见下表）：${names}。`,
    secondHand: (/** @type {string} */ names) => `**仅有二手资料说明**下列字段是否必填：${names}。`,
    untold: (/** @type {string} */ names) => `**支付宝的文档没有说明**下列字段是否必填：${names}。请按业务需要传入。`,
    atLeastOne: (/** @type {string} */ names) => `**任选其一**，至少传一个：${names}。`,
    exactlyOne: (/** @type {string} */ names) => `**任选其一**，必须且只能传一个：${names}。`,
    excludes: (/** @type {string} */ names) => `**不能同时传入**：${names}。`,
  },
};
