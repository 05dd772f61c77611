import { expect, it } from 'vitest';
import { onOneLine } from '../../src/host/ask/on-one-line.ts';

const WAITING = 'Waiting for ec2.eu-west-1.amazonaws.com (ec2:DescribeVpcEndpoints in eu-west-1)';

it.each<[what: string, text: string, columns: number, shown: string]>([
  ['is whole where there is room', 'Reading', 80, 'Reading'],
  ['is whole where it just fits', 'Reading', 14, 'Reading'],
  ['is cut where one column is missing', 'Reading', 13, 'Readin'],
  ['is cut at 80 columns', WAITING, 80, WAITING.slice(0, 73)],
  ['is cut at 50 columns', WAITING, 50, 'Waiting for ec2.eu-west-1.amazonaws.com (ec'],
  ['is cut beside a bar', WAITING, 30, 'Waiting for ec2.eu-west'],
  ['is one character where there is room for none', 'Reading', 7, 'R'],
  ['is one character in a terminal without columns', 'Reading', 0, 'R'],
  ['is one character where a bar takes more than there is', 'Reading', -13, 'R'],
  ['stays on one line', 'Reading\r\nshop\u2028web\u0085x', 80, 'Reading shop web x'],
  ['stays on one line where it is cut', 'a\nb\nc', 10, 'a b'],
  ['obeys nothing that is in it', 'a\u001b[2J\u0007b', 80, 'a\ufffd[2J\ufffdb'],
  ['says nothing to a CI runner', '##vso[task.setvariable]x', 80, '# #vso[task.setvariable]x'],
  ['says nothing to a CI runner at its start', '::error::x', 80, ': :error::x'],
  ['cuts no character in two', 'ab\u{1f600}\u{1f600}', 10, 'ab\u{1f600}'],
  ['is empty where there is none', '', 80, ''],
])('a text beside a spinner %s', (_, text, columns, shown) => {
  expect(onOneLine(text, columns)).toBe(shown);
});
