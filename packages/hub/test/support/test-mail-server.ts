import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

export const mailUser = 'alerts@example.com';
export const mailPassword = 'mail-password-0123456789';

/** A mail server on 127.0.0.1 that wants TLS (STARTTLS) and a password; its certificate is of an authority of its own. */
export class TestMailServer implements AsyncDisposable {
  /** What it took, as it came. */
  readonly mails: string[] = [];
  readonly certificate: string;
  readonly #server: SMTPServer;

  private constructor(key: string, certificate: string) {
    this.certificate = certificate;
    this.#server = new SMTPServer({
      key,
      cert: certificate,
      onAuth: ({ username, password }, _session, callback) => {
        const isKnown = username === mailUser && password === mailPassword;
        callback(isKnown ? null : new Error('wrong password'), isKnown ? { user: username } : undefined);
      },
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.mails.push(Buffer.concat(chunks).toString());
          callback();
        });
      },
    });
    // A client that trusts no such certificate hangs up.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<TestMailServer> {
    const folder = mkdtempSync(join(tmpdir(), 'lingpai-mail-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'.split(' ');
    const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const server = new TestMailServer(readFileSync(key, 'utf8'), readFileSync(certificate, 'utf8'));
    rmSync(folder, { recursive: true, force: true });
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', () => resolve()));
    return server;
  }

  get port(): number {
    const address = this.#server.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get channel(): { readonly kind: string; readonly language: string; readonly email: object } {
    const { port, certificate: certificateAuthority } = this;
    const [user, password, to] = [mailUser, mailPassword, ['ops@example.com', 'cto@example.com']];
    const email = {
      host: '127.0.0.1',
      port,
      tls: 'starttls',
      certificateAuthority,
      user,
      password,
      from: mailUser,
      to,
    };
    return { kind: 'email', language: 'en', email };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
