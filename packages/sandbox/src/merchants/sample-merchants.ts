import type { Merchant } from './merchant.js';

/** The merchants of every new sandbox: each kind of application, a merchant with a base application only, and one with none. */
export const sampleMerchants: readonly Merchant[] = [
  {
    userId: '2088900000000011',
    name: 'Morning Tea House 晨茶馆',
    merchantApplications: [
      { authAppId: '2021900000000111', kind: 'TINYAPP', name: 'Tea orders 点茶' },
      { authAppId: '2021900000000112', kind: 'WEBAPP', name: 'Tea shop 茶铺' },
      { authAppId: '2021900000000113', kind: 'PUBLICAPP', name: 'Tea news 茶讯' },
    ],
  },
  {
    userId: '2088900000000022',
    name: 'West Lake Books 西湖书店',
    merchantApplications: [
      { authAppId: '2021900000000221', kind: 'WEBAPP', name: 'Book shop 书店' },
      { authAppId: '2021900000000222', kind: 'MOBILEAPP', name: 'Reader 阅读' },
    ],
  },
  {
    userId: '2088900000000033',
    name: 'Bund Bicycles 外滩单车',
    merchantApplications: [
      { authAppId: '2021900000000331', kind: 'TINYAPP', name: 'Bicycle hire 租车' },
      { authAppId: '2021900000000332', kind: 'ARAPP', name: 'City tour 城市导览' },
    ],
  },
  {
    userId: '2088900000000044',
    name: 'Harbour Noodles 海港面馆',
    merchantApplications: [{ authAppId: '2021900000000441', kind: 'BASEAPP', name: 'Base application 基础应用' }],
  },
  { userId: '2088900000000055', name: 'Night Market Stall 夜市小摊', merchantApplications: [] },
];
