import type { X509Certificate } from 'node:crypto';
import type { CertificateSet } from './certificate-set.js';
import { certificateSerialNumber, isRsaSigned } from './serial-number.js';
import { validity } from './validity.js';

/** A certificate that expires soon or has expired. */
export interface ExpiringCertificate {
  /** The application's own, Alipay's, or one of the roots. */
  readonly certificate: 'app' | 'alipay' | 'root';
  /** Alipay's serial number of it, as `app_cert_sn` and `alipay-sn` show it. */
  readonly serialNumber: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whole days until then; negative afterwards. */
  readonly daysLeft: number;
}

interface Watched {
  /** When to report it next, in milliseconds since 1970. */
  readonly due: number;
  readonly expiring: Omit<ExpiringCertificate, 'daysLeft'>;
}

const day = 24 * 60 * 60 * 1000;
const notificationPeriod = 30 * day;

/** Reports certificates from 30 days before they expire, at most once a day for each. */
export class ExpiryWatch {
  readonly #report: (expiring: ExpiringCertificate) => void;
  #watched: readonly Watched[] = [];
  #nextDue = Number.POSITIVE_INFINITY;

  /** @param report may not throw */
  constructor(certificates: CertificateSet, report: (expiring: ExpiringCertificate) => void) {
    this.#report = report;
    this.#watch('app', certificates.app);
    this.#watch('alipay', certificates.alipay);
    for (const root of certificates.roots.filter(isRsaSigned)) this.#watch('root', root);
  }

  /** Adds a certificate that Alipay rotated to. */
  add(certificate: X509Certificate): void {
    this.#watch('alipay', certificate);
  }

  /**
   * Reports what is due. When nothing is, this is one comparison.
   *
   * @param now milliseconds since 1970
   */
  check(now: number): void {
    if (now < this.#nextDue) return;
    const due = this.#watched.filter((watched) => watched.due <= now);
    this.#replace(this.#watched.map((watched) => (watched.due <= now ? { ...watched, due: now + day } : watched)));
    for (const { expiring } of due) {
      this.#report({ ...expiring, daysLeft: Math.floor((expiring.expiresAt - now) / day) });
    }
  }

  #watch(kind: ExpiringCertificate['certificate'], certificate: X509Certificate): void {
    const expiresAt = validity(certificate).to;
    const expiring = { certificate: kind, serialNumber: certificateSerialNumber(certificate), expiresAt };
    this.#replace([...this.#watched, { due: expiresAt - notificationPeriod, expiring }]);
  }

  #replace(watched: readonly Watched[]): void {
    this.#watched = watched;
    this.#nextDue = Math.min(...watched.map(({ due }) => due));
  }
}
