import type { Authorization } from '@lingpai/vault';
import { Controller, Get, Query, Redirect } from '@nestjs/common';
import { Authorizations } from './authorizations.js';
import { page, text } from './page.js';

/** The list of merchants, and the invitation of another. */
@Controller()
export class MerchantsController {
  constructor(private readonly authorizations: Authorizations) {}

  @Get()
  async list(): Promise<string> {
    const rows: string[] = [];
    for await (const some of this.authorizations.vault.list()) rows.push(...some.map(merchantRow));
    return page('Merchants', `<ul>${rows.join('')}</ul><p><a href="/invite?shop=tea">Invite a merchant</a></p>`);
  }

  /** Your own name for the merchant comes back with the authorization. */
  @Get('invite')
  @Redirect()
  invite(@Query('shop') shop = 'demo'): { url: string } {
    const { appId, vault } = this.authorizations;
    return { url: vault.consentLink({ appId, reference: String(shop) }).url };
  }
}

function merchantRow({ authAppId, reference, state }: Authorization): string {
  const charge = `<form method="post" action="/charges"><input type="hidden" name="merchant" value="${text(authAppId)}">
<input name="amount" value="8.80" aria-label="Amount in yuan"><button>Charge a customer</button></form>`;
  return `<li>${text(reference ?? 'unassigned')} ${text(authAppId)} ${text(state)}${state === 'active' ? charge : ''}</li>`;
}
