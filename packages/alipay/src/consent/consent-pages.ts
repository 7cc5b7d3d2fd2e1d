/**
 * The addresses of Alipay's consent pages for merchants.
 *
 * `single` and `batch`: Alipay's documentation of third-party application authorization, unchanged for years.
 * `appointed` (指定应用授权): read in copies of that documentation of 2024-11; it has a page for the PC and one for the phone.
 * No source names an appointed-application page of Alipay's own sandbox.
 */
export const merchantConsentPages = {
  single: { path: '/oauth2/appToAppAuth.htm' },
  batch: { path: '/oauth2/appToAppBatchAuth.htm' },
  appointed: {
    origin: 'https://b.alipay.com',
    path: '/page/message/tasksDetail',
    /** What the QR code for the phone opens: Alipay's app, with the page's own query in the parameter `page`. */
    phone: 'alipays://platformapi/startapp?appId=2021003130652097&page=pages/authorize/index?bizData=',
    bizData: { platformCode: 'O', taskType: 'INTERFACE_AUTH' },
  },
} as const;

/** The page on which a user logs in: Alipay's documentation of user authorization. */
export const userConsentPage = '/oauth2/publicAppAuthorize.htm';
