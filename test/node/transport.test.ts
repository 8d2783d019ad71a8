import { expect, test } from 'vitest';
import { Frames, framed } from '../../server/src/node/transport';

test('messages come whole however the stream cuts them', () => {
  const sent = [{ id: 1 }, { text: 'größer — 容器 🙂' }, { list: [1, 2, 3] }];
  const bytes = Buffer.from(sent.map(framed).join(''));
  for (let size = 1; size <= bytes.length; size += 1) {
    const frames = new Frames();
    const got: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      got.push(...frames.take(bytes.subarray(at, at + size)));
    }
    expect(got).toEqual(sent);
  }
});

test('other headers are read over, and a body that is no JSON spoils nothing after it', () => {
  const type = 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n';
  const frames = new Frames();
  const bytes = `${type}content-length:2\r\n\r\n{]${type}${framed({ id: 2 })}Nonsense\r\n\r\n${framed({ id: 3 })}`;
  expect(frames.take(Buffer.from(bytes))).toEqual([undefined, { id: 2 }, undefined, { id: 3 }]);
});
