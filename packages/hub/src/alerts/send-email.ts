import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { AddressPolicy } from '../webhooks/address-policy.js';
import type { ResolveName } from '../webhooks/guarded-lookup.js';
import type { Email } from './channel-schema.js';
import type { AlertText } from './render-alerts.js';
import type { SentAlert } from './sent-alert.js';

export interface EmailOptions {
  readonly policy: AddressPolicy;
  readonly resolve: ResolveName;
  /** Milliseconds for one message. */
  readonly timeout: number;
}

/** Sends an e-mail by SMTP, to a mail server at a permitted address only: the one that was checked is the one connected to. */
export async function sendEmail(email: Email, text: AlertText, options: EmailOptions): Promise<SentAlert> {
  let address: string | undefined;
  try {
    address = await permittedAddress(email.host, options);
  } catch {
    return { failure: 'name-not-found', code: null };
  }
  if (address === undefined) return { failure: 'address-not-permitted', code: null };
  const transport = createTransport(transportOptions(email, address, options.timeout));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SentAlert>((resolve) => {
    timer = setTimeout(() => resolve({ failure: 'timeout', code: null }), options.timeout);
  });
  const { from, to } = email;
  const sent = transport.sendMail({ from, to, subject: text.title, text: text.plain }).then(
    (): SentAlert => ({ failure: undefined, code: null }),
    (error: unknown) => failureOf(error),
  );
  try {
    return await Promise.race([sent, late]);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

async function permittedAddress(host: string, { policy, resolve }: EmailOptions): Promise<string | undefined> {
  const addresses = isIP(host) === 0 ? (await resolve(host)).map(({ address }) => address) : [host];
  return addresses.find((address) => policy.permits(address));
}

function transportOptions(
  { host, port, tls, certificateAuthority, user, password }: Email,
  address: string,
  timeout: number,
) {
  return {
    host: address,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: {
      minVersion: 'TLSv1.2' as const,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
    },
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function failureOf(error: unknown): SentAlert {
  const { code, responseCode, message } = Object(error);
  const status = Number.isSafeInteger(responseCode) ? responseCode : null;
  if (code === 'EAUTH' || status !== null) return { failure: 'refused', code: status };
  if (code === 'ETLS' || /certificate|TLS|SSL/i.test(String(message))) return { failure: 'tls-failed', code: null };
  return { failure: code === 'ETIMEDOUT' ? 'timeout' : 'connection-failed', code: null };
}
