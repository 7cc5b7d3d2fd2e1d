import { readForm } from '../multipart/read-form.js';
import type { V3Request } from './v3-message.js';

/** The request with its parts, if it is a form. @throws Refusal when the form cannot be read */
export async function withForm(request: V3Request): Promise<V3Request> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data/i.test(contentType) || request.body.length === 0) return request;
  return { ...request, form: await readForm(contentType, request.body) };
}
