import { expect, test } from 'vitest';
import { commandName, proposeAs } from './command-name.ts';

test('a command is proposed as it was called, and the program keeps its name', () => {
  const text = "temblor can work here; start it: temblor up shop (all: temblor systems), or 'temblor --help'";
  expect(proposeAs(commandName('./temblor'), text)).toBe(
    "temblor can work here; start it: ./temblor up shop (all: ./temblor systems), or './temblor --help'",
  );
  expect(proposeAs(commandName(undefined), text)).toBe(text);
});

test('what is proposed already as it is called stays so', () => {
  expect(proposeAs('./temblor', './temblor up voting\n  /a/temblor status')).toBe(
    './temblor up voting\n  /a/temblor status',
  );
});

test('a path is written so that a shell takes it for one word', () => {
  expect(commandName('/home/x/temblor')).toBe('/home/x/temblor');
  expect(commandName('/home/my things/temblor')).toBe("'/home/my things/temblor'");
  expect(commandName('temblor')).toBe('temblor');
});
