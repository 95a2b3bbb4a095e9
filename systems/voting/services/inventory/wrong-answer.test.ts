import { describe, expect, test } from 'vitest';
import { initialStock } from '../../model/catalogue.ts';
import { wrongInventory } from './wrong-answer.ts';

const stock = { instance_id: 'inventory-1', offset: 3, items: initialStock };
const about = (subject: string | undefined) => ({ endpoint: '/inventory', subject });

describe('a lying replica', () => {
  test('is wrong about one product, the first where none is named, and about nothing else', () => {
    const alter = wrongInventory(1);
    expect(alter(stock, about(undefined))).toEqual({ ...stock, items: { ...initialStock, 'PROD-001': 107 } });
    expect(alter(stock, about('PROD-003'))).toEqual({ ...stock, items: { ...initialStock, 'PROD-003': 107 } });
    expect(stock.items['PROD-001']).toBe(100);
  });

  test('knows a product that does not exist', () => {
    expect(wrongInventory(1)(stock, about('PROD-999'))).toMatchObject({ items: { 'PROD-999': 7 } });
  });

  test('does not agree with another one', () => {
    expect(wrongInventory(1)(stock, about(undefined))).not.toEqual(wrongInventory(2)(stock, about(undefined)));
  });

  test('is honest where there is nothing to be wrong about', () => {
    const product = { instance_id: 'inventory-1', offset: 3, product_id: 'PROD-002', quantity: 5 };
    expect(wrongInventory(1)(product, about('PROD-001'))).toBeUndefined();
    expect(wrongInventory(1)(product, about('PROD-002'))).toEqual({ ...product, quantity: 12 });
    expect(wrongInventory(1)({ status: 'ok', offset: 3 }, about(undefined))).toBeUndefined();
  });
});
