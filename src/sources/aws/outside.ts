/**
 * All that reaches outside this process, with the packages for it, which are most of this program: the AWS SDK and
 * execa. Import it only when AWS is to be called or a program is to be started.
 */

export { runChecks } from '../../host/run.ts';
export { discover } from './discover.ts';
export { findVpc } from './find-vpc.ts';
export { listClusters, listServices } from './list-services.ts';
export { listVpcs } from './list-vpcs.ts';
export { readEcs } from './read-ecs.ts';
