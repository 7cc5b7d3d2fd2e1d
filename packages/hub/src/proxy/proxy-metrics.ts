import { Histogram, type Registry } from 'prom-client';

/** `success`, an `error` of Alipay, or a `problem`: there is no response to pass on. */
export type CallOutcome = 'success' | 'error' | 'problem';

/** How long proxied calls take. */
export class ProxyMetrics {
  #histogram: Histogram<'gateway' | 'outcome'> | undefined;

  register(registry: Registry): void {
    this.#histogram = new Histogram({
      name: 'lingpai_proxy_duration_seconds',
      help: 'How long proxied calls took, to the beginning of a stream, by gateway and outcome',
      labelNames: ['gateway', 'outcome'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    });
  }

  observe(gateway: 'v2' | 'v3', outcome: CallOutcome, seconds: number): void {
    this.#histogram?.observe({ gateway, outcome }, seconds);
  }
}
