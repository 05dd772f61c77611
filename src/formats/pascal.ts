import type { ServiceName } from '../core/catalogue.ts';

/** A service's name as part of a name in code: `ecr.api` becomes `EcrApi`. */
export const pascal = (service: ServiceName): string =>
  service.replaceAll(/(?:^|[.-])([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/** Words with hyphens as a name in code: `private-ecs-fargate` becomes `PrivateEcsFargate`. */
export const pascalWords = (text: string): string =>
  text.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
