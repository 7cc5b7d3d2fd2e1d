import type { HubModuleFactory } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { forgetInJobs } from './forget-in-jobs.js';
import { jobRetention } from './job-retention.js';
import { jobRoutes } from './job-routes.js';
import { workOnJobs } from './work-on-jobs.js';

/** `/v1/jobs`: long work, done by one node at a time and resumed by another. */
export const jobsModule: HubModuleFactory = (context) => {
  const retention = jobRetention(context);
  return {
    name: 'jobs',
    routes: (server) => jobRoutes(server, context),
    workers: [
      { name: 'jobs', interval: 1_000, turn: (stopping) => workOnJobs(context, stopping) },
      retentionWorker('job-retention', 600_000, retention),
    ],
    retention,
    forget: (merchant) => forgetInJobs(context, merchant),
  };
};
