import type { DocumentChange } from '@lingpai/alipay/generator';

const words: ReadonlyMap<string, string> = new Map([
  ['required', '必填'],
  ['now required', '改为必填'],
  ['no longer required', '不再必填'],
  ['any value', '不再限定取值'],
  ['now deprecated', '已弃用'],
  ['no body', '无请求体'],
  ['one response', '单个响应'],
  ['a stream of events', '事件流'],
  ['one response or a stream', '单个响应或事件流'],
  ['published', '已发布'],
  ['retired', '已下线'],
  ['removed upstream', '上游已移除'],
  ['added', '新增'],
  ['uncatalogued', '未收录'],
]);

const ofResponses: ReadonlyMap<string, string> = new Map([
  ['now required', '改为必定返回'],
  ['no longer required', '不再必定返回'],
]);

const lists: ReadonlyMap<string, string> = new Map([
  ['further values: ', '新增取值：'],
  ['no longer among the values: ', '移除取值：'],
  ['only these values: ', '限定取值：'],
]);

/** The detail of a change in Chinese. Paths, types and values stay as they are. */
export function chineseDetail(subject: DocumentChange['subject'], detail: string): string {
  for (const [english, chinese] of lists) {
    if (detail.startsWith(english)) return chinese + detail.slice(english.length);
  }
  const known = subject === 'response' ? new Map([...words, ...ofResponses]) : words;
  return detail
    .split(' → ')
    .map((part) => known.get(part) ?? part)
    .join(' → ');
}
