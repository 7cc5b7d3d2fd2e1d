/**
 * Kinds of merchant applications. `BASEAPP` is the base application that Alipay makes for an account; `ARAPP` exists in old
 * authorizations and can no longer be created.
 */
export const applicationKinds = ['TINYAPP', 'WEBAPP', 'MOBILEAPP', 'PUBLICAPP', 'BASEAPP', 'ARAPP'] as const;

/** A kind of merchant application, as Alipay's consent pages call it. */
export type ApplicationKind = (typeof applicationKinds)[number];
