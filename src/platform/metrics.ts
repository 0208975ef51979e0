/** What Prometheus scrapes. One registry per process. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export const registry = new Registry()
collectDefaultMetrics({ register: registry })

export const requestSeconds = new Histogram({
  name: 'http_request_seconds',
  help: 'Time from the first byte of a request to the end of its answer.',
  labelNames: ['route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [registry],
})
export const batchSize = new Histogram({
  name: 'batch_commands',
  help: 'Commands written by one transaction of a batcher.',
  labelNames: ['batcher'],
  buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
  registers: [registry],
})
export const refusals = new Counter({
  name: 'refusals_total',
  help: 'Expected refusals by code.',
  labelNames: ['code'],
  registers: [registry],
})
export const jobFailures = new Counter({
  name: 'job_failures_total',
  help: 'Runs of a background job that ended in an error.',
  labelNames: ['job'],
  registers: [registry],
})
export const horizonLagSeconds = new Gauge({
  name: 'outbox_horizon_lag_seconds',
  help: 'Age of the oldest transaction that holds the outbox back.',
  registers: [registry],
})
export const consumerLag = new Gauge({
  name: 'consumer_waiting_events',
  help: 'Events a consumer has not taken yet.',
  labelNames: ['consumer'],
  registers: [registry],
})
export const ledgerBreaches = new Gauge({
  name: 'ledger_breaches',
  help: 'Broken invariants found by the last check of the ledger. Anything but 0 is an alarm.',
  registers: [registry],
})
