# vpc-0a1b2c3d4e5f60718 is not in this code: turn on enableDnsSupport where it is managed.
