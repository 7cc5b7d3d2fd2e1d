import { createPublicKey, type KeyObject } from 'node:crypto';
import { certificateSerialNumber, createContentCipher, parseCertificates } from '@lingpai/alipay';
import type { KeySource } from '../keys/key-source.js';
import { privateKeyPem, type RsaKeyPair } from '../keys/rsa-key-pair.js';
import { SandboxError } from '../sandbox-error.js';
import type { RandomSource } from '../settings/random-source.js';
import { type AlipayIdentity, applicationName, ownAccount } from './alipay-identity.js';
import type { Application, ApplicationCertificate, ApplicationCredentials, NewApplication } from './application.js';
import { type ApplicationChanges, resolveAddresses } from './application-addresses.js';
import { checkMethods } from './application-methods.js';

export interface ApplicationRegistryOptions {
  readonly alipay: AlipayIdentity;
  readonly keys: KeySource;
  readonly random: RandomSource;
}

/** The third-party applications of one sandbox. */
export class ApplicationRegistry {
  readonly #options: ApplicationRegistryOptions;
  readonly #applications = new Map<string, Application>();
  #count = 0;

  constructor(options: ApplicationRegistryOptions) {
    this.#options = options;
  }

  async create(description: NewApplication): Promise<Application> {
    resolveAddresses(description);
    const given = description.publicKey === undefined ? undefined : readPublicKey(description.publicKey);
    this.#count += 1;
    const name = `application-${this.#count}`;
    const appId = `2021${String(this.#count).padStart(12, '0')}`;
    const pair = given === undefined ? await this.#options.keys(name) : undefined;
    const publicKey = given ?? pair?.publicKey;
    if (publicKey === undefined) throw new SandboxError('invalid', 'publicKey: expected an RSA public key');
    const application = await this.#assemble(description, { appId, name, pair, publicKey });
    this.#applications.set(appId, application);
    return application;
  }

  /** @throws SandboxError when there is no such application, or a member is wrong */
  update(appId: string, { methods, ...addresses }: ApplicationChanges): Application {
    const application = this.get(appId);
    checkMethods(methods);
    const own = methods === undefined ? {} : { methods: methods === null ? undefined : Object.freeze([...methods]) };
    const changed = Object.freeze({ ...application, ...resolveAddresses(addresses, application), ...own });
    this.#applications.set(appId, changed);
    return changed;
  }

  find(appId: string): Application | undefined {
    return this.#applications.get(appId);
  }

  /** @throws SandboxError when there is no such application */
  get(appId: string): Application {
    const application = this.#applications.get(appId);
    if (application === undefined) throw new SandboxError('unknown', `appId: there is no application "${appId}"`);
    return application;
  }

  list(): Application[] {
    return [...this.#applications.values()].sort((a, b) => a.appId.localeCompare(b.appId));
  }

  async #assemble(description: NewApplication, parts: Parts): Promise<Application> {
    const { alipay, random } = this.#options;
    const { appId, pair, publicKey } = parts;
    const encryptKey = description.encrypted ? Buffer.from(random(16)).toString('base64') : undefined;
    const certified = description.mode === 'certificate' ? await this.#certify(parts) : undefined;
    const credentials: ApplicationCredentials = Object.freeze({
      appId,
      mode: description.mode,
      ...(pair === undefined ? {} : { privateKey: privateKeyPem(pair) }),
      alipayPublicKey: alipay.publicKeyPem,
      ...(encryptKey === undefined ? {} : { encryptKey }),
      ...certified?.texts,
    });
    return Object.freeze({
      appId,
      mode: description.mode,
      isv: description.isv ?? true,
      methods: undefined,
      ...resolveAddresses(description),
      publicKey,
      certificate: certified?.certificate,
      cipher: encryptKey === undefined ? undefined : createContentCipher(encryptKey),
      credentials,
    });
  }

  async #certify({ appId, name, pair, publicKey }: Parts) {
    const alipay = await this.#options.alipay.certificate();
    const commonName = applicationName(ownAccount, appId);
    const cacheName = pair === undefined ? undefined : name;
    const { leaf: appCert } = await alipay.authority.issue('application', commonName, publicKey, cacheName);
    const [leaf] = parseCertificates(appCert, 'appCert');
    const certificate: ApplicationCertificate = {
      serialNumber: certificateSerialNumber(appCert),
      rootSerialNumber: alipay.authority.rootSerialNumber,
      notAfter: Date.parse(leaf?.validTo ?? ''),
    };
    const texts = {
      alipayPublicKey: alipay.publicKeyPem,
      appCert,
      alipayCert: alipay.pem,
      alipayRootCert: alipay.authority.rootBundle,
    };
    return { certificate, texts };
  }
}

interface Parts {
  readonly appId: string;
  readonly name: string;
  readonly pair: RsaKeyPair | undefined;
  readonly publicKey: KeyObject;
}

const pemFrame = /-----(BEGIN|END) [A-Z ]+-----/g;

/** Reads SPKI, PEM or bare base64. */
function readPublicKey(text: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    if (!/PRIVATE KEY/.test(text)) {
      const der = Buffer.from(text.replaceAll('\\n', '\n').replaceAll(pemFrame, ''), 'base64');
      key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    }
  } catch {
    // Reported below, without the given text.
  }
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 1024) {
    throw new SandboxError('invalid', 'publicKey: expected an RSA public key of 1024 bits or more, SPKI PEM or base64');
  }
  return key;
}
