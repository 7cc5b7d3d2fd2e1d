import { TextDecoder } from 'node:util';

/** The charsets that Alipay sends text in. */
export type AlipayCharset = 'utf-8' | 'gbk';

const charsets: Readonly<Record<string, AlipayCharset>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gbk: 'gbk',
  gb2312: 'gbk',
  gb18030: 'gbk',
};

/** GB18030 extends GBK by four-byte characters. The decoder that Node calls `gbk` accepts those in some releases only. */
const decoderNames: Readonly<Record<AlipayCharset, string>> = { 'utf-8': 'utf-8', gbk: 'gb18030' };
const decoders = new Map<AlipayCharset, TextDecoder>();

/** The charset of that name, or `undefined` when Alipay never sends it; UTF-8 when there is no name. */
export function charsetNamed(name: string | undefined): AlipayCharset | undefined {
  if (name === undefined || name === '') return 'utf-8';
  const lowerCase = name.toLowerCase();
  return Object.hasOwn(charsets, lowerCase) ? charsets[lowerCase] : undefined;
}

/** @throws TypeError when the bytes are not text in that charset */
export function decodeText(bytes: Uint8Array, charset: AlipayCharset): string {
  let decoder = decoders.get(charset);
  if (decoder === undefined) {
    decoder = new TextDecoder(decoderNames[charset], { fatal: true, ignoreBOM: true });
    decoders.set(charset, decoder);
  }
  return decoder.decode(bytes);
}
