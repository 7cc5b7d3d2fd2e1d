import type { NotificationRow } from '../activity/notification-table.js';
import type { AlertLeaseRow, AlertMessageRow, AlertRow } from '../alerts/alert-table.js';
import type { ChannelRow } from '../alerts/channel-table.js';
import type { PaceRow } from '../alerts/pace-table.js';
import type { ApplicationRow } from '../applications/application-table.js';
import type { ReturnSecretRow } from '../callback/return-secret-table.js';
import type { EventHeadRow, EventRow } from '../events/event-table.js';
import type { IdempotencyRow } from '../idempotency/idempotency-table.js';
import type { JobChunkRow, JobItemRow, JobRow } from '../jobs/job-table.js';
import type { ApiKeyRow } from '../keys/key-table.js';
import type { LinkRow } from '../links/link-table.js';
import type { RequestBatchRow, RequestMerchantRow } from '../requests/request-table.js';
import type { SessionRow } from '../session/session-table.js';
import type { StatisticRow } from '../statistics/statistic-table.js';
import type { DeliveryRow, StreamRow } from '../webhooks/delivery-table.js';
import type { WebhookRow } from '../webhooks/webhook-table.js';

/** The hub's tables. Each domain defines its own, in `<domain>/<thing>-table.ts`. */
export interface HubSchema {
  readonly hub_alert: AlertRow;
  readonly hub_alert_channel: ChannelRow;
  readonly hub_alert_lease: AlertLeaseRow;
  readonly hub_alert_message: AlertMessageRow;
  readonly hub_alert_pace: PaceRow;
  readonly hub_api_key: ApiKeyRow;
  readonly hub_application: ApplicationRow;
  readonly hub_event: EventRow;
  readonly hub_event_head: EventHeadRow;
  readonly hub_idempotency: IdempotencyRow;
  readonly hub_job: JobRow;
  readonly hub_job_chunk: JobChunkRow;
  readonly hub_job_item: JobItemRow;
  readonly hub_link: LinkRow;
  readonly hub_request_batch: RequestBatchRow;
  readonly hub_request_merchant: RequestMerchantRow;
  readonly hub_return_secret: ReturnSecretRow;
  readonly hub_session: SessionRow;
  readonly hub_webhook: WebhookRow;
  readonly hub_webhook_delivery: DeliveryRow;
  readonly hub_webhook_stream: StreamRow;
  readonly hub_notification: NotificationRow;
  readonly hub_statistic: StatisticRow;
}
