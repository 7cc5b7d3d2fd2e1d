import { Refusal } from '../refusal.js';
import { readYuan } from '../trades/amount.js';
import type { RequestFields } from './decode-body.js';

/** Fen: 100,000,000 yuan. */
const mostFen = 10_000_000_000;

/** Reads the fields of a call. A field that is missing or wrong is refused with the code that its operation has for that. */
export class FieldReader {
  readonly #fields: RequestFields;
  readonly #code: string;

  constructor(fields: RequestFields, code: string) {
    this.#fields = fields;
    this.#code = code;
  }

  /** @throws Refusal */
  text(name: string, longest: number): string {
    return this.optionalText(name, longest) ?? this.#missing(name);
  }

  /** @throws Refusal */
  optionalText(name: string, longest: number): string | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string' && value.length <= longest) return value;
    throw this.wrong(`${name}应为不超过${longest}个字符的字符串`);
  }

  /** Reads yuan. @returns fen. @throws Refusal */
  amount(name: string): number {
    const { [name]: value } = this.#fields;
    if (value === undefined || value === null || value === '') return this.#missing(name);
    const fen = readYuan(value);
    if (fen !== undefined && fen >= 1 && fen <= mostFen) return fen;
    throw this.wrong(`${name}应为0.01到100000000.00的金额`);
  }

  /** The members of an object. @throws Refusal */
  object(name: string): FieldReader {
    const { [name]: value } = this.#fields;
    if (value === undefined || value === null) return this.#missing(name);
    if (typeof value === 'object' && !Array.isArray(value)) return new FieldReader({ ...value }, this.#code);
    throw this.wrong(`${name}应为JSON对象`);
  }

  wrong(problem: string): Refusal {
    return new Refusal(this.#code, `参数无效：${problem}`);
  }

  #missing(name: string): never {
    throw this.wrong(`${name}不能为空`);
  }
}
