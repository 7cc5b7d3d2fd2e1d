import type { BizContents } from '../apis/v2-pages.js';

/** Any method of the v2 gateway; an editor suggests the known ones. */
export type MethodV2<Known extends string> = Known | (string & {});

/** What `biz_content` holds: the fields of a known method, any object for the others. */
export type BizContent<Method extends string> = Method extends keyof BizContents ? BizContents[Method] : object;
