import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The profiles that the AWS configuration files define, sorted; empty when there are no such files. */
export function awsProfiles(): string[] {
  const config = read(process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'));
  const credentials = read(process.env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'));
  const inConfig = sections(config).flatMap((section) => {
    if (section === 'default') return [section];
    return section.startsWith('profile ') ? [section.slice('profile '.length).trim()] : [];
  });
  return [...new Set([...inConfig, ...sections(credentials)])].map(unquoted).sort();
}

const sections = (ini: string): string[] =>
  [...ini.matchAll(/^\s*\[([^\]]+)\]/gm)].map(([, section = '']) => section.trim().replace(/\s+/, ' '));

const unquoted = (name: string): string => name.replace(/^(["'])(.*)\1$/, '$2');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
