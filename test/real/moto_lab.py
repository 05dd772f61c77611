#!/usr/bin/env python3
"""moto_server, with the VPC endpoint behaviour of EC2 that moto lacks. Takes the same options.

- The tag lab:state=pending|failed|... on CreateVpcEndpoint sets the endpoint's state.
- ModifyVpcEndpoint honours PrivateDnsEnabled and adds and removes the routes to the prefix list.
- A policy given as an object (CloudFormation's PolicyDocument) is kept as JSON, not as a Python repr.
"""

import json

from moto.ec2.models import vpcs
from moto.ec2.responses.vpcs import VPCs
from moto.server import main

create_endpoint = vpcs.VPCEndPoint.__init__


def create_endpoint_as_ec2_does(self, *args, **kwargs):
    create_endpoint(self, *args, **kwargs)
    if isinstance(self.policy_document, dict):
        self.policy_document = json.dumps(self.policy_document)
    self.state = (kwargs.get("tags") or {}).get("lab:state", self.state)


modify_endpoint = VPCs.modify_vpc_endpoint


def modify_endpoint_as_ec2_does(self):
    backend = self.ec2_backend
    endpoint = backend.get_vpc_end_point(self._get_param("VpcEndpointId"))
    before = set(endpoint.route_table_ids or [])
    reply = modify_endpoint(self)
    private_dns = self._get_bool_param("PrivateDnsEnabled")
    if private_dns is not None:
        endpoint.private_dns_enabled = private_dns
    prefix_list = endpoint.destination_prefix_list_id
    if prefix_list:
        after = set(endpoint.route_table_ids or [])
        for table in after - before:
            backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list)
        for table in before - after:
            backend.delete_route(table, prefix_list)
    return reply


vpcs.VPCEndPoint.__init__ = create_endpoint_as_ec2_does
VPCs.modify_vpc_endpoint = modify_endpoint_as_ec2_does

if __name__ == "__main__":
    main()
