import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS } from '@smithy/core/config';

/**
 * The Region that the environment or the profile sets: AWS_REGION, AWS_DEFAULT_REGION, then the profile's own, which is read
 * as the SDK reads it. Undefined when none does. Reads the AWS configuration files and calls nothing: an instance's own Region
 * is not asked for, since everywhere else that is a wait for nothing.
 */
export async function defaultRegion({ profile }: { readonly profile?: string }): Promise<string | undefined> {
  const fromEnvironment = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  if (fromEnvironment) return fromEnvironment;
  const regionOfProfile = loadConfig<string>(
    { environmentVariableSelector: () => undefined, configFileSelector: ({ region }) => region, default: '' },
    { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) },
  );
  try {
    return (await regionOfProfile()) || undefined;
  } catch {
    return undefined;
  }
}
