import type { NextRequest } from 'next/server';
import { service } from '../../lib/service';

/** Your own name for the merchant comes back with the authorization. */
export async function GET(request: NextRequest): Promise<Response> {
  const { appId, vault } = await service();
  const { url } = vault.consentLink({ appId, reference: request.nextUrl.searchParams.get('shop') ?? 'demo' });
  return Response.redirect(url);
}
