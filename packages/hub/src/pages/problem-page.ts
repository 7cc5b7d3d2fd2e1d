import { problemKinds } from '../problems/problem-codes.js';
import { problemOf } from '../problems/problem-of.js';
import type { HubServer } from '../server/hub-server.js';
import { type MerchantPage, paragraphs, sendPage } from './merchant-page.js';
import { type PageLanguage, pageLanguage } from './page-language.js';

const later = {
  zh: ['暂时无法处理', '请稍后刷新本页面重试。'],
  en: ['Not available at present', 'Please reload this page in a moment.'],
} as const;

const wrong = {
  zh: ['链接无效', '请检查链接是否完整，或联系发送链接的服务商。'],
  en: ['The link is not valid', 'Please check that it is complete, or contact the service provider who sent it.'],
} as const;

/** Makes the problems of the scope's routes pages: a person reads them. */
export function problemPages(scope: HubServer): void {
  scope.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    const { status } = problemKinds[problem.code];
    request.problemCode = problem.code;
    if (status >= 500)
      request.log.error({ err: problem, requestId: request.id }, 'a page for a merchant could not be made');
    return sendPage(reply, problemPage(status, pageLanguage(null, request.headers['accept-language'])));
  });
}

export function problemPage(status: number, language: PageLanguage): MerchantPage {
  const [title, text] = (status >= 500 || status === 429 || status === 409 ? later : wrong)[language];
  return { status, language, title, content: paragraphs(text) };
}
