const statuses: ReadonlyMap<number, readonly string[]> = new Map([
  [
    401,
    [
      'missing-signature',
      'invalid-signature',
      'missing-signature-type',
      'invalid-signature-type',
      'missing-app-id',
      'invalid-app-id',
      'missing-timestamp',
      'invalid-timestamp',
      'illegal-timestamp',
      'missing-app-cert-sn',
      'app-cert-expired',
      'app-cert-not-exist',
      'missing-alipay-root-cert-sn',
      'invalid-alipay-root-cert-sn',
      'suspected-attack',
    ],
  ],
  [
    403,
    [
      'invalid-app-auth-token',
      'invalid-app-auth-token-no-api',
      'app-auth-token-time-out',
      'invalid-auth-token',
      'auth-token-time-out',
      'insufficient-isv-permissions',
      'insufficient-user-permissions',
      'app-auth-invoke-limit',
      'invalid-app-auth-relations',
    ],
  ],
  [404, ['invalid-method']],
  [429, ['app-call-limited', 'method-call-limited']],
  [500, ['unknow-error', 'SYSTEM_ERROR']],
]);

const byCode = new Map([...statuses].flatMap(([status, codes]) => codes.map((code) => [code, status] as const)));

/** The HTTP status of an error code; parameters, content and business errors are 400. */
export function refusalStatus(code: string): number {
  return byCode.get(code) ?? 400;
}
