// Writes packages/alipay/src/apis from the catalogue. Run by `npm run generate`.
