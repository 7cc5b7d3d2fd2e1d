import { isAlipayApiError } from '@lingpai/alipay';
import { isVaultError } from '@lingpai/vault';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import { page } from './page.js';

/** What Alipay or the vault refuses is shown with its code; nothing else of an error leaves the service. */
@Catch()
export class ErrorPages implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const [status, title] = describe(error);
    host.switchToHttp().getResponse<Response>().status(status).send(page(title, ''));
  }
}

function describe(error: unknown): readonly [status: number, title: string] {
  if (error instanceof HttpException) return [error.getStatus(), error.message];
  if (isAlipayApiError(error) || isVaultError(error)) {
    console.error(error.code);
    return [502, `Refused: ${error.code}`];
  }
  console.error(error);
  return [500, 'Something failed'];
}
