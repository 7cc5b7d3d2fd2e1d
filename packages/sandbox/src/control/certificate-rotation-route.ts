import type { ControlRoute } from './control-route.js';

/** `POST /sandbox/certificate-rotation`: Alipay signs with a new certificate from now on. */
export const certificateRotationRoute: ControlRoute = (fastify, sandbox) => {
  fastify.post('/sandbox/certificate-rotation', () => sandbox.rotateCertificate());
};
