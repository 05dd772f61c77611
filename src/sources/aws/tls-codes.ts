/** What is wrong with a certificate, by the code of Node's error; undefined where the error is of another kind. */
export function certificateFault(code: string): 'untrusted' | 'invalid' | undefined {
  if (/ALTNAME|HOSTNAME_MISMATCH|CERT_(HAS_EXPIRED|NOT_YET_VALID|REVOKED)/.test(code)) return 'invalid';
  return /CERT|LEAF_SIGNATURE|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED/.test(code) ? 'untrusted' : undefined;
}

/**
 * Whether a code is of TLS, its certificates included.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export const isTls = (code: string): boolean =>
  certificateFault(code) !== undefined || /^EPROTO$|^ERR_(SSL|TLS)/.test(code);
