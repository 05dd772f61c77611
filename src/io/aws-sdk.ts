/** All that loads the AWS SDK. Import it only when AWS is to be called. */
export { discover } from './discover.ts';
export { findVpc } from './find-vpc.ts';
export { listClusters, listServices } from './list-services.ts';
export { listVpcs } from './list-vpcs.ts';
export { readEcs } from './read-ecs.ts';
