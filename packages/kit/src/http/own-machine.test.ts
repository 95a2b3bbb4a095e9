import { expect, test } from 'vitest';
import { isLoopback, namesOwnMachine } from './own-machine.ts';

test.each(['127.0.0.1', '127.8.9.10', '::1', '[::1]', '::ffff:127.0.0.1', 'localhost'])(
  '%s is this machine',
  (name) => {
    expect(isLoopback(name)).toBe(true);
  },
);

test.each(['', '10.0.0.1', '::', '::ffff:10.0.0.1', '127.example', '127.0.0.1.example', 'localhost.example'])(
  '%s is not',
  (name) => {
    expect(isLoopback(name)).toBe(false);
  },
);

test.each([
  { host: 'localhost:8000' },
  { host: '[::1]:8000' },
  { host: '127.0.0.1', origin: 'http://127.0.0.1' },
  { host: '127.0.0.1', 'sec-fetch-site': 'same-origin' },
  { host: '127.0.0.1', 'sec-fetch-site': 'none' },
])('%j names it', (headers) => {
  expect(namesOwnMachine(headers)).toBe(true);
});

test.each([
  {},
  { host: 'attacker.example:8000' },
  { host: 'a b' },
  { host: 'localhost:8000', origin: 'http://attacker.example' },
  { host: 'localhost:8000', origin: 'http://localhost:8001' },
  { host: 'localhost:8000', origin: 'null' },
  { host: 'localhost:8000', 'sec-fetch-site': 'cross-site' },
  { host: 'localhost:8000', 'sec-fetch-site': 'same-site' },
  { host: 'localhost:8000', 'sec-fetch-site': '' },
])('%j does not', (headers) => {
  expect(namesOwnMachine(headers)).toBe(false);
});
