# vpce-0a1b2c3d4e5f60718 is not in this code: set PrivateDnsOnlyForInboundResolverEndpoint where it is managed.
