import QRCode from 'qrcode';

/** What a QR code of medium error correction holds, in bytes of UTF-8. */
const capacity = 2_331;

/**
 * Draws a QR code, such as that of a link's `qrPayload`, or of the `qr_code` of `alipay.trade.precreate`.
 *
 * @param payload up to 2,331 bytes of UTF-8
 * @returns an `<svg>` element with black squares on white and the quiet zone around them, and without a size of its own: the page
 *   decides how large it is. It contains no text, no style and no script.
 * @throws TypeError when the payload is empty or too long
 */
export async function qrSvg(payload: string): Promise<string> {
  const bytes = Buffer.byteLength(payload);
  if (bytes === 0 || bytes > capacity) {
    throw new TypeError(`payload: expected 1 to ${capacity} bytes of UTF-8, found ${bytes}`);
  }
  return QRCode.toString(payload, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
}
