import { localized } from '../language/localized.js';

const texts = localized({
  en: {
    inUse: 'the port is in use; choose another with --port, or let "--port 0" take a free one',
    forbidden: 'this user may not open the port; choose one above 1023',
    noAddress: 'this machine has no such address; see --host',
  },
  zh: {
    inUse: '端口已被占用；请用 --port 指定其他端口，或用 --port 0 使用空闲端口',
    forbidden: '当前用户无权监听该端口；请使用 1023 以上的端口',
    noAddress: '本机没有这个地址；见 --host',
  },
});

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: texts.inUse,
  EACCES: texts.forbidden,
  EADDRNOTAVAIL: texts.noAddress,
  ENOTFOUND: texts.noAddress,
};

/** Explains why listening failed; `undefined` when the user cannot do anything about it. */
export function listenProblem(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
}
