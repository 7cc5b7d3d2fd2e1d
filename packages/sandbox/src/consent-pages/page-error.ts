/** A consent page that cannot be shown, and the parameter that is wrong. The browser is not redirected. */
export class PageError extends Error {
  override readonly name = 'PageError';
  /** As it is called in the address. */
  readonly parameter: string;
  /** What Alipay's page would say. */
  readonly chinese: string;

  constructor(parameter: string, message: string, chinese: string) {
    super(message);
    this.parameter = parameter;
    this.chinese = chinese;
  }
}
