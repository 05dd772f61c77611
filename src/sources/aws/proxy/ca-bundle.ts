import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Problem } from '../../../core/problem.ts';
import { quoted } from '../../../core/text/visible.ts';
import type { Environment } from './proxy-setting.ts';

/**
 * The certificates to trust where AWS_CA_BUNDLE names a file of them: as in the AWS CLI, these take the place of the usual ones. Those
 * of NODE_EXTRA_CA_CERTS, which Node adds to its own, hold with them. Undefined where AWS_CA_BUNDLE is not set.
 *
 * @throws Problem where the file of AWS_CA_BUNDLE can't be read or holds no certificates
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 */
export function trustedCertificates({
  AWS_CA_BUNDLE: bundle,
  NODE_EXTRA_CA_CERTS: extra,
}: Environment): readonly string[] | undefined {
  if (!bundle) return undefined;
  const ours = certificatesOf(bundle);
  if (ours.length === 0) {
    throw new Problem(
      `AWS_CA_BUNDLE names ${quoted(bundle)}, which is not a readable file of certificates in PEM form: correct it, or unset it.`,
    );
  }
  return [...ours, ...(extra ? certificatesOf(extra) : [])];
}

/** The certificates in a file; none where it can't be read or one of them is broken. */
function certificatesOf(path: string): readonly string[] {
  const known = read.get(path);
  if (known) return known;
  try {
    const texts = readFileSync(path, 'latin1').match(CERTIFICATE) ?? [];
    const certificates = texts.map((text) => new X509Certificate(text).toString());
    read.set(path, certificates);
    return certificates;
  } catch {
    return [];
  }
}

/** By path. A sweep makes a client for each VPC, and a system's bundle takes tens of milliseconds to parse. */
const read = new Map<string, readonly string[]>();

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
