/** The page at `/`. */
export const pageCss = ``;
