import { notFound } from 'next/navigation';
import QRCode from 'qrcode';
import { service } from '../../../lib/service';

/** An order: the QR code until it is paid, then a refund. */
export default async function OrderPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { orders } = await service();
  const order = orders.get(id);
  if (order === undefined) notFound();
  const { amount, qrCode, status } = order;
  return (
    <>
      <h1>
        {amount} yuan: {status}
      </h1>
      {status === 'WAIT_BUYER_PAY' && (
        <>
          {/* biome-ignore lint/performance/noImgElement: an image without an address needs no optimization */}
          <img src={await QRCode.toDataURL(qrCode, { width: 240 })} alt="QR code" />
          <p>
            Scan to pay, or <a href={qrCode}>open the buyer&apos;s page</a>. Then reload this page.
          </p>
        </>
      )}
      {status === 'TRADE_SUCCESS' && (
        <form method="post" action={`/orders/${id}/refund`}>
          <button type="submit">Refund</button>
        </form>
      )}
    </>
  );
}
