export { type CheckedRequest, checkBizContent, checkRequest } from './check-request.js';
export { describeProblem, type RequestProblem, type RequestProblemKind } from './request-problem.js';
