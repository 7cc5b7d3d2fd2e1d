import type { MiniProgramContentOptions } from '../encryption/mini-program-content.js';
import type { ForwardedRequest, ForwardOptions } from '../forwarding/forwarded-request.js';
import type { ExecuteOptions, RequestV2Options } from '../gateway-v2/execute-options.js';
import type { PageOptions } from '../pages/page-options.js';
import type { OperationCall, StreamOptions } from '../streaming/stream-options.js';
import type { OptionNames } from './option-names.js';
import type { RequestOptions } from './request-options.js';
import type { GenericRequest } from './wire-request.js';

const requestOptions: OptionNames<RequestOptions> = {
  appAuthToken: true,
  requestId: true,
  signal: true,
  timeout: true,
  headers: true,
  encrypt: true,
  retry: true,
  maxRetries: true,
};

const genericRequest: OptionNames<GenericRequest> = {
  method: true,
  path: true,
  pathParameters: true,
  query: true,
  body: true,
  files: true,
};

const streamOptions: OptionNames<StreamOptions> = {
  ...requestOptions,
  acceptUnsigned: true,
  idleTimeout: true,
  maxEventLength: true,
};

const forwardOptions: OptionNames<ForwardOptions> = {
  ...requestOptions,
  acceptUnsigned: true,
  idleTimeout: true,
};

const forwardedRequest: OptionNames<ForwardedRequest> = { method: true, path: true, content: true, files: true };

const operationCall: OptionNames<OperationCall> = { operation: true, parameters: true };

const executeOptions: OptionNames<ExecuteOptions> = {
  notifyUrl: true,
  appAuthToken: true,
  authToken: true,
  encrypt: true,
  parameters: true,
};

const requestV2Options: OptionNames<RequestV2Options> = {
  ...executeOptions,
  maxRetries: true,
  requestId: true,
  retry: true,
  signal: true,
  timeout: true,
};

const pageOptions: OptionNames<PageOptions> = {
  ...executeOptions,
  httpMethod: true,
  returnUrl: true,
  scriptNonce: true,
};

const miniProgramContent: OptionNames<MiniProgramContentOptions> = { encryptKey: true };

type CallKind =
  | 'call'
  | 'request'
  | 'genericRequest'
  | 'operationCall'
  | 'stream'
  | 'forward'
  | 'forwardedRequest'
  | 'execute'
  | 'requestV2'
  | 'page'
  | 'miniProgramContent';

/** The names that each kind of call takes. */
export const callOptionNames: Readonly<Record<CallKind, Readonly<Record<string, true>>>> = {
  call: requestOptions,
  request: { ...genericRequest, ...requestOptions },
  genericRequest,
  operationCall,
  stream: streamOptions,
  forward: forwardOptions,
  forwardedRequest,
  execute: executeOptions,
  requestV2: requestV2Options,
  page: pageOptions,
  miniProgramContent,
};
