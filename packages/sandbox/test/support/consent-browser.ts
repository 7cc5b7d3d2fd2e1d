/** A consent page as a browser without scripts sees it: its text, and its form. */
export interface ConsentPage {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Sends the form with its token and these fields; redirects are not followed. */
  submit(
    fields: Readonly<Record<string, string | readonly string[]>>,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

export async function openConsentPage(address: string): Promise<ConsentPage> {
  const response = await fetch(address);
  const text = await response.text();
  const token = /name="form_token" value="([0-9a-f]{32})"/.exec(text)?.[1] ?? '';
  return {
    status: response.status,
    text,
    headers: response.headers,
    submit(fields, headers = {}) {
      const body = new URLSearchParams({ form_token: token });
      for (const [name, value] of Object.entries(fields)) {
        for (const one of [value].flat()) body.append(name, one);
      }
      return fetch(address, { method: 'POST', body, headers, redirect: 'manual' });
    },
  };
}

/** The parameters with which a person was sent back. */
export function returnedParameters(response: Response): Record<string, string> {
  return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams);
}
