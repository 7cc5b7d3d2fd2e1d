import type { MigrationSet } from '@lingpai/database';
import { notificationTable } from '../activity/notification-table.js';
import { alertLeaseTable, alertMessageTable, alertTable } from '../alerts/alert-table.js';
import { channelTable } from '../alerts/channel-table.js';
import { paceTable } from '../alerts/pace-table.js';
import { applicationTable } from '../applications/application-table.js';
import { returnSecretTable } from '../callback/return-secret-table.js';
import { eventHeadTable, eventTable } from '../events/event-table.js';
import { idempotencyTable } from '../idempotency/idempotency-table.js';
import { jobChunkTable, jobItemTable, jobTable } from '../jobs/job-table.js';
import { apiKeyTable } from '../keys/key-table.js';
import { linkTable } from '../links/link-table.js';
import { requestBatchTable, requestMerchantTable } from '../requests/request-table.js';
import { sessionTable } from '../session/session-table.js';
import { statisticTable } from '../statistics/statistic-table.js';
import { deliveryTable, streamTable } from '../webhooks/delivery-table.js';
import { webhookTable } from '../webhooks/webhook-table.js';

/** The whole history of the hub's tables, which are in the vault's database under names of their own (`hub_…`). */
export const hubMigrations: MigrationSet = {
  name: 'hub',
  migrations: [
    {
      version: 1,
      name: 'first-tables',
      // Nothing is published: this migration may still change.
      tables: [
        alertTable,
        channelTable,
        alertLeaseTable,
        alertMessageTable,
        paceTable,
        apiKeyTable,
        applicationTable,
        eventTable,
        eventHeadTable,
        idempotencyTable,
        jobTable,
        jobItemTable,
        jobChunkTable,
        linkTable,
        notificationTable,
        statisticTable,
        requestBatchTable,
        requestMerchantTable,
        returnSecretTable,
        sessionTable,
        webhookTable,
        deliveryTable,
        streamTable,
      ],
    },
  ],
};
