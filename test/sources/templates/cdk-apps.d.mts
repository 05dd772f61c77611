import type { App } from 'aws-cdk-lib';

export function subnetsOfEveryType(app: App): void;
export function dualStackWithNatInstances(app: App): void;
export function serviceBesideNetwork(app: App): void;
