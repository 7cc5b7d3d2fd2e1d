/** Names that no body of Alipay's catalogue has at its top level: they belong elsewhere. */
const misplaced: Readonly<Record<string, string>> = {
  appAuthToken: 'it is an option of the call, or of onBehalfOf',
  app_auth_token: 'pass appAuthToken as an option of the call, or use onBehalfOf',
  bizContent: 'pass its members themselves',
  notifyUrl: 'it is an option of pages and orders; the parameter of a call is notify_url',
  returnUrl: 'it is an option of pages',
};

/** @throws TypeError naming a parameter that belongs elsewhere */
export function checkPlaced(operation: string, parameters: Iterable<string>): void {
  for (const name of parameters) {
    if (!Object.hasOwn(misplaced, name)) continue;
    throw new TypeError(`${name}: ${operation} has no such parameter; ${misplaced[name]}`);
  }
}
