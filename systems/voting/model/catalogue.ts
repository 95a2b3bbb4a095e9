/** What is sold: quantities by product id. */
export type Stock = Readonly<Record<string, number>>;

/** The stock at offset 0, before the first order. */
export const initialStock: Stock = {
  'PROD-001': 100,
  'PROD-002': 100,
  'PROD-003': 100,
  'PROD-004': 100,
  'PROD-005': 100,
};

/** The ids of everything that is sold. */
export const productIds: readonly string[] = Object.keys(initialStock);
