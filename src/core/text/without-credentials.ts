/** What stands in the place of a credential. */
const HIDDEN = '(hidden)';

/** Each leaves what it captures, and hides the rest. */
const CREDENTIALS: readonly RegExp[] = [
  // A header, as it is sent or as an object is printed.
  /(\bauthorization\b["']?\s*[:=]\s*)[^\r\n]+/gi,
  /()\bAWS4-HMAC-SHA256\b[^\r\n]*/g,
  /(\bBearer\s+)[\w.~+/=-]+/gi,
  /(\bx-amz-(?:security-token|credential|signature|sso_bearer_token)\b["']?\s*[:=]\s*["']?)[^\s"'&,;<>]+/gi,
  // As files, environment variables and the replies of credential sources name them.
  /(\b(?:aws_?)?(?:access_?key_?id|secret_?(?:access_?)?key|session_?token|security_?token|access_?token|refresh_?token|client_?secret|token|signature|credential|password)\b["']?\s*(?:[:=]|>)\s*["']?)[^\s"'&,;<>]+/gi,
  // An access key's id, and a JSON Web Token.
  /()\bA[A-Z]{2}A[A-Z2-7]{12,}\b/g,
  /()\beyJ[\w-]+\.[\w.-]+/g,
  // A secret has 40 characters, a session token hundreds, a signature 64.
  /()(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])/g,
  /()[A-Za-z0-9+/=%]{64,}/g,
];

/**
 * `text` without access keys, secrets, tokens and signatures. An answer to a request can repeat the request with all its headers, and
 * people paste what is printed into bug reports: so rather too much is hidden than too little.
 */
export const withoutCredentials = (text: string): string =>
  CREDENTIALS.reduce((shown, pattern) => shown.replace(pattern, `$1${HIDDEN}`), text);
