import type { ServiceName } from '../core/catalogue.ts';

/** A service's name as part of a name in code: `ecr.api` becomes `EcrApi`. */
export const pascal = (service: ServiceName): string =>
  service.replaceAll(/(?:^|[.-])([a-z0-9])/g, (_, first: string) => first.toUpperCase());
