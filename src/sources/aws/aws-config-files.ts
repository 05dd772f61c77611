import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Settings by name. */
type Settings = Map<string, string>;

/**
 * The Region that the environment or the profile sets: AWS_REGION, AWS_DEFAULT_REGION, then the profile's own. Undefined
 * when none does. Calls nothing: an instance's own Region is not asked for, since everywhere else that is a wait for
 * nothing.
 *
 * @param profile the one in use; AWS_PROFILE, else the default one, where none is given
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function defaultRegion({ profile }: { readonly profile?: string }): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = process.env;
  const name = profile || AWS_PROFILE || 'default';
  return (
    AWS_REGION ||
    AWS_DEFAULT_REGION ||
    credentialsFile().get(name)?.get('region') ||
    configFile().get(name)?.get('region')
  );
}

/** The profile in use; undefined where none is given and the configuration files have no default one. */
export function profileInUse({ profile }: { readonly profile?: string }): string | undefined {
  return profile || process.env.AWS_PROFILE || (awsProfiles().includes('default') ? 'default' : undefined);
}

/** The profiles that the AWS configuration files define, sorted; empty when there are no such files. */
export const awsProfiles = (): string[] =>
  [...new Set([...configFile().keys(), ...credentialsFile().keys()])].sort();

/** The profiles of the configuration file, where all but the default one are called `profile NAME`. */
function configFile(): Map<string, Settings> {
  const sections = read(process.env.AWS_CONFIG_FILE || '~/.aws/config');
  const named = [...sections].flatMap(([section, settings]): [string, Settings][] => {
    const name = /^profile\s(["']?)(.+)\1$/.exec(section)?.[2];
    return name === undefined ? [] : [[name, settings]];
  });
  const unnamed = sections.get('default');
  return new Map([...(unnamed ? ([['default', unnamed]] as const) : []), ...named]);
}

/** The profiles of the credentials file, where sections are named after them. */
function credentialsFile(): Map<string, Settings> {
  const sections = read(process.env.AWS_SHARED_CREDENTIALS_FILE || '~/.aws/credentials');
  return new Map([...sections].filter(([section]) => !/\s/.test(section)));
}

/** The sections of a file that have settings, as the AWS SDK reads them; none when it cannot be read. */
function read(path: string): Map<string, Settings> {
  const home = process.env.HOME || process.env.USERPROFILE || homedir();
  try {
    return sectionsOf(readFileSync(path.startsWith('~/') ? join(home, path.slice(2)) : path, 'utf8'));
  } catch {
    return new Map();
  }
}

/** Settings by section, in a section that comes twice the later ones; lists of settings inside a setting are left out. */
function sectionsOf(text: string): Map<string, Settings> {
  const sections = new Map<string, Settings>();
  let section: string | undefined;
  let nested = false;
  for (const line of text.split(/\r?\n/)) {
    const statement = line.replace(/(^|\s)[;#].*$/, '').trim();
    if (statement.startsWith('[') && statement.endsWith(']')) {
      // Quoted or not, it is one name.
      section = statement.slice(1, -1).replace(/^([\w-]+)\s(["'])([\w\-@+.%:/]+)\2$/, '$1 $3');
      nested = false;
      continue;
    }
    const equals = statement.indexOf('=');
    if (section === undefined || equals < 1) continue;
    const value = statement.slice(equals + 1).trim();
    // A name without a value opens a list of settings of its own, which are indented.
    if (value === '') nested = true;
    else if (!nested || line.trimStart() === line) {
      nested = false;
      const settings = sections.get(section) ?? new Map();
      sections.set(section, settings.set(statement.slice(0, equals).trim(), value));
    }
  }
  return sections;
}
