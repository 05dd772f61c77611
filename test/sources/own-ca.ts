import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate authority that nobody trusts unless told to, and a certificate of it. */
export interface OwnCa {
  /** The file with the authority's certificate. */
  readonly file: string;
  readonly key: string;
  readonly cert: string;
}

/** Makes both in a folder with `openssl`; the certificate is for these host names. */
export function makeOwnCa(folder: string, hosts: readonly string[]): OwnCa {
  const file = join(folder, 'ca.pem');
  const caKey = join(folder, 'ca.key');
  const cert = join(folder, 'host.pem');
  const key = join(folder, 'host.key');
  const make = (...more: string[]) =>
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-nodes', '-days', '2'],
        ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
        ...more,
      ],
      { stdio: 'pipe' },
    );
  make('-subj', '/CN=Own CA', '-keyout', caKey, '-out', file);
  const names = hosts.map((host) => `DNS:${host}`).join();
  make(
    ...['-subj', '/CN=host', '-keyout', key, '-out', cert, '-CA', file, '-CAkey', caKey],
    ...['-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
  );
  return { file, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** The names by which AWS is called in eu-west-1. */
export const AWS_HOSTS = [
  '*.eu-west-1.amazonaws.com',
  '*.sso.eu-west-1.amazonaws.com',
  '*.signin.aws.amazon.com',
  'route53.amazonaws.com',
];
