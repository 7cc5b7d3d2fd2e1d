import { AlipayClient, parseCertificates } from '@lingpai/alipay';
import { expectThat, refusedOr } from '../expectations.mjs';
import { certificates } from '../keys.mjs';
import { mutateBytes } from '../mutate.mjs';

const { privateKey, appCert, alipayCert, intermediate, rootBundle } = certificates;
const genuine = {
  appCertContent: appCert,
  alipayPublicCertContent: `${alipayCert}\n${intermediate ?? ''}`,
  alipayRootCertContent: rootBundle,
};
const isTypeError = (error) => error instanceof TypeError;

/** Certificate files in each place of the client's options: a client or a `TypeError`, never another failure. */
export const certificateFiles = {
  make(random) {
    const option = random.pick(Object.keys(genuine));
    const pem = genuine[option];
    return { option, content: random.chance(0.5) ? mutateBytes(Buffer.from(pem), random) : derMutated(pem, random) };
  },
  async run({ option, content }) {
    await refusedOr(() => parseCertificates(content, option), isTypeError);
    const options = { ...genuine, [option]: content };
    const made = await refusedOr(
      () =>
        new AlipayClient({
          appId: '2021000000000001',
          privateKey,
          clock: () => Date.parse('2027-01-01T12:00:00Z'),
          onWarning: () => {},
          ...options,
        }),
      isTypeError,
    );
    if (made !== undefined) expectThat(made.value.mode === 'certificate', `a client in ${made.value.mode} mode`);
  },
};

/** The same file with changed bytes inside the base64, so that they reach the parser of the certificate. */
function derMutated(pem, random) {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const chosen = random.below(blocks.length);
  return Buffer.from(
    blocks
      .map((block, index) => {
        if (index !== chosen) return block;
        const der = Buffer.from(block.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
        const base64 = mutateBytes(der, random).toString('base64');
        return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;
      })
      .join('\n'),
  );
}
