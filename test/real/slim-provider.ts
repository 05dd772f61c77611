import { randomUUID } from 'node:crypto';
import http2, { type ClientHttp2Stream, type ServerHttp2Stream } from 'node:http2';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { withoutTypes } from './provider-schema.ts';

/** A provider behind a proxy that tells Terraform of fewer resource types. */
export interface SlimProvider {
  /** The socket to attach to. */
  readonly socket: string;
  readonly stop: () => void;
}

/**
 * Stands between Terraform and a provider that listens on the socket `behind`.
 *
 * Each command asks for the schemas of all resource types. The AWS provider has 1,500, and to write and read them takes longer
 * than all that the command does with the ten of a configuration. So the answer is kept, and only the types that `wanted` names
 * are passed on. Everything else goes through as it is, between Terraform and the real provider.
 */
export async function slimProvider(behind: string, wanted: () => ReadonlySet<string>): Promise<SlimProvider> {
  const socket = join(tmpdir(), `provider-${randomUUID().slice(0, 8)}`);
  const provider = http2.connect('http://provider', { createConnection: () => createConnection(behind) });
  provider.on('error', () => {});
  let schema: Promise<Buffer> | undefined;
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (SCHEMA.test(headers[':path'] ?? '')) {
      stream.resume();
      schema ??= schemaFrom(provider.request(headers));
      schema.then(
        (message) => answer(stream, withoutTypes(message, wanted())),
        () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
      );
    } else {
      passOn(stream, provider.request(headers));
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    socket,
    stop: () => {
      provider.destroy();
      server.close();
    },
  };
}

/** As versions 5 and 6 of Terraform's protocol call it. */
const SCHEMA = /\.Provider\/Get(Provider)?Schema$/;

/** What precedes a message in gRPC: a flag, which says whether it is compressed, and its length. */
const PREFIX = 5;

/** The whole reply to a request without parameters. */
async function schemaFrom(request: ClientHttp2Stream): Promise<Buffer> {
  request.end(Buffer.alloc(PREFIX));
  const reply = await buffer(request);
  if (reply.length < PREFIX || reply[0] !== 0 || reply.readUInt32BE(1) !== reply.length - PREFIX)
    throw new Error('not one message that is not compressed');
  return reply.subarray(PREFIX);
}

function answer(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.concat([prefix, message]));
}

function passOn(stream: ServerHttp2Stream, request: ClientHttp2Stream): void {
  let trailers = {};
  stream.pipe(request);
  stream.once('close', () => request.close());
  request.on('error', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  request.once('trailers', (headers) => {
    trailers = headers;
  });
  request.once('response', (headers, flags) => {
    const over = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(headers, over ? { endStream: true } : { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers(trailers));
    if (!over) request.pipe(stream);
  });
}
