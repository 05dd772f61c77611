#!/usr/bin/env python3
"""moto_server, with the VPC endpoint behaviour of EC2 that moto lacks. Takes the same options.

- The tag lab:state=pending|failed|... on CreateVpcEndpoint sets the endpoint's state.
- A gateway endpoint has no private DNS.
- An interface endpoint without a security group gets the VPC's default group.
- An endpoint's network interfaces say that they are one's, and have an address in their subnet.
- ModifyVpcEndpoint honours PrivateDnsEnabled, adds and removes the routes to the prefix list, and gives each
  added subnet a network interface.
- A policy given as an object (CloudFormation's PolicyDocument) is kept as JSON, not as a Python repr.
- DescribeVpcEndpoints can be filtered by id.
- DescribeVpcEndpointServices can be filtered by service name.
- DescribeNetworkInterfaces can be filtered by the index of the device.
- DescribeRegions leaves out Regions of other partitions, and those that the account has not enabled.
- The description of a security group rule is kept whatever its other side is.
- CloudFormation: a stack that a change set made has its outputs; a VPC has the DNS attributes, a subnet the route table,
  an endpoint the tags and a security group the outbound rules that the template gives it; endpoints
  and route tables go with their stack; network ACL entries are a type of resource.
- An update may keep the previous value of a parameter that names one of SSM's (as CDK's BootstrapVersion does).
- Change sets of one name belong to their stacks; one that is not there can be deleted, and says so when it is described.
- CloudFormation sets an endpoint to what a changed template says of it, and to nothing that it leaves out.
- An interface endpoint's DNS names have the form of AWS's: first the one for all zones.
- A hosted zone that is created with a VPC is private, whether or not the request says so.
- Instances of a stack set with service-managed permissions are those of the targets' accounts that are in its units, never the
  management account's; instances with self-managed permissions have no such targets.
- ListHostedZonesByVPC lists the zones of all accounts that are associated with the VPC.
- Route 53 Profiles: AssociateProfile, AssociateResourceToProfile (whose OwnerId is given) and the two lists.
- A change set of type IMPORT takes endpoints into a new stack. It is refused where AWS refuses it, and it ends, as on AWS,
  with an update of what it imported to what the template says.
"""

import ipaddress
import json
from urllib.parse import parse_qs

import moto_ecs  # noqa: F401
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import ChangeSet
from moto.cloudformation.parsing import ResourceMap
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models import ec2_backends, vpcs
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule
from moto.ec2.models.subnets import SubnetBackend, SubnetRouteTableAssociation
from moto.ec2.responses.vpcs import VPCs
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.organizations.models import organizations_backends
from moto.route53.models import Route53Backend, route53_backends
from moto.route53.responses import Route53
from moto.server import main

create_endpoint = vpcs.VPCEndPoint.__init__
interface_filter_value = NetworkInterface.get_filter_value


def interface_filter_value_as_ec2_does(self, name, method=None):
    if name == "attachment.device-index":
        return None if self.attachment is None else str(self.device_index)
    return interface_filter_value(self, name, method)


def create_endpoint_as_ec2_does(self, *args, **kwargs):
    create_endpoint(self, *args, **kwargs)
    if isinstance(self.policy_document, dict):
        self.policy_document = json.dumps(self.policy_document)
    self.state = (kwargs.get("tags") or {}).get("lab:state", self.state)
    if (self.vpc_endpoint_type or "Gateway").lower() == "gateway":
        self.private_dns_enabled = False
    if (self.vpc_endpoint_type or "").lower() == "interface":
        if not self.security_group_ids:
            self.security_group_ids = [self.ec2_backend.get_default_security_group(self.vpc_id).id]
        for interface_id in self.network_interface_ids:
            own_interface(self.ec2_backend, interface_id)
        # com.amazonaws.eu-west-1.ecr.dkr is dkr.ecr.eu-west-1.vpce.amazonaws.com.
        _, _, region, *words = self.service_name.split(".")
        host = ".".join([*reversed(words), region, "vpce.amazonaws.com"])
        self.dns_entries = [{"dns_name": f"{self.id}-0a1b2c3d.{host}", "hosted_zone_id": "Z38GZ743OKFT7T"}]


def own_interface(backend, interface_id):
    interface = backend.enis[interface_id]
    subnet = interface.subnet
    others = [eni for eni in backend.enis.values() if eni is not interface and eni.subnet.id == subnet.id]
    taken = {eni.private_ip_address for eni in others}
    # AWS keeps the first four addresses of a subnet and its last one.
    hosts = list(ipaddress.ip_network(subnet.cidr_block))[4:-1]
    address = next(str(host) for host in hosts if str(host) not in taken)
    interface.interface_type = "vpc_endpoint"
    interface.requester_managed = True
    interface.private_ip_address = address
    interface.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address}]


modify_endpoint = VPCs.modify_vpc_endpoint


def modify_endpoint_as_ec2_does(self):
    backend = self.ec2_backend
    endpoint = backend.get_vpc_end_point(self._get_param("VpcEndpointId"))
    tables_before = set(endpoint.route_table_ids or [])
    subnets_before = set(endpoint.subnet_ids or [])
    reply = modify_endpoint(self)

    private_dns = self._get_bool_param("PrivateDnsEnabled")
    if private_dns is not None:
        endpoint.private_dns_enabled = private_dns

    change_routes(endpoint, tables_before, set(endpoint.route_table_ids or []))
    change_interfaces(endpoint, subnets_before, set(endpoint.subnet_ids or []))
    return reply


def change_routes(endpoint, before, after):
    backend = endpoint.ec2_backend
    prefix_list = endpoint.destination_prefix_list_id
    if prefix_list:
        for table in after - before:
            backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list)
        for table in before - after:
            backend.delete_route(table, prefix_list)


def change_interfaces(endpoint, before, after):
    backend = endpoint.ec2_backend
    for subnet in sorted(after - before):
        interface = backend.create_network_interface(subnet, None)
        own_interface(backend, interface.id)
        endpoint.network_interface_ids.append(interface.id)
    for subnet in before - after:
        for interface_id in list(endpoint.network_interface_ids):
            if backend.enis[interface_id].subnet.id == subnet:
                endpoint.network_interface_ids.remove(interface_id)
                backend.delete_network_interface(interface_id)


filter_services = vpcs.VPCBackend._filter_endpoint_services


def filter_services_as_ec2_does(service_names, filters, services):
    # moto reads the values from a key that its own request parser does not set.
    return filter_services(service_names, [{**one, "Value": one["Values"]} for one in filters], services)


describe_regions = RegionsAndZonesBackend.describe_regions


def describe_regions_as_ec2_does(self, region_names=None):
    china, gov = self.region_name.startswith("cn-"), self.region_name.startswith("us-gov-")
    return [
        region
        for region in describe_regions(self, region_names)
        if (region.name.startswith("cn-"), region.name.startswith("us-gov-")) == (china, gov)
        and (region.opt_in_status != "not-opted-in")
    ]


create_rule = SecurityGroupRule.__init__


def create_rule_as_ec2_does(
    self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group=None, prefix_list_id=None, *args, **kwargs
):
    create_rule(
        self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group, prefix_list_id, *args, **kwargs
    )
    described = [peer["Description"] for peer in (ip_range, source_group, prefix_list_id) if peer and "Description" in peer]
    self.kept_description = described[0] if described else None


parse_ssm_parameter = ResourceMap.parse_ssm_parameter


def parse_ssm_parameter_as_cloudformation_does(self, value, value_type):
    try:
        return parse_ssm_parameter(self, value, value_type)
    except AttributeError:
        # A previous value, of which moto has kept what it was resolved to, or nothing.
        return value


apply_change_set = ChangeSet.apply


def apply_change_set_as_cloudformation_does(self):
    for name, endpoint in getattr(self, "imported", {}).items():
        endpoint.cf_resource_type = "AWS::EC2::VPCEndpoint"
        endpoint.logical_resource_id = name
        endpoint.add_tags({"aws:cloudformation:stack-name": self.stack_name})
        set_endpoint(endpoint, self.template_dict["Resources"][name]["Properties"])
        self.stack.resource_map._parsed_resources[name] = endpoint
    apply_change_set(self)
    self.stack.template_dict = self.template_dict
    self.stack.output_map = self.stack._create_output_map()


def create_by_stack(model, finish):
    """Lets `finish(resource, properties)` add what moto leaves out of a resource of a stack."""
    create = model.create_from_cloudformation_json.__func__

    def create_as_cloudformation_does(cls, name, resource_json, account_id, region_name, **kwargs):
        resource = create(cls, name, resource_json, account_id, region_name, **kwargs)
        finish(resource, resource_json["Properties"])
        return resource

    model.create_from_cloudformation_json = classmethod(create_as_cloudformation_does)


def finish_vpc(vpc, properties):
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        if name in properties:
            attribute = "enable_dns_support" if name == "EnableDnsSupport" else "enable_dns_hostnames"
            setattr(vpc, attribute, str(properties[name]).lower() == "true")


def finish_endpoint(endpoint, properties):
    endpoint.add_tags({tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})


def set_endpoint(endpoint, properties):
    replaced = {
        "ServiceName": endpoint.service_name,
        "VpcEndpointType": endpoint.vpc_endpoint_type,
        "VpcId": endpoint.vpc_id,
    }
    for name, value in replaced.items():
        if properties.get(name) != value:
            raise ValidationError(message=f"A new {name} replaces {endpoint.id}: {properties.get(name)} for {value}")
    backend = endpoint.ec2_backend
    own = {key: None for key in backend.tags[endpoint.id] if not key.startswith("aws:")}
    backend.delete_tags([endpoint.id], own)
    finish_endpoint(endpoint, properties)
    policy = properties.get("PolicyDocument", endpoint.DEFAULT_POLICY)
    endpoint.policy_document = policy if isinstance(policy, str) else json.dumps(policy)
    endpoint.private_dns_enabled = str(properties.get("PrivateDnsEnabled", False)).lower() == "true"
    endpoint.security_group_ids = list(properties.get("SecurityGroupIds", []))
    change_routes(endpoint, set(endpoint.route_table_ids or []), set(properties.get("RouteTableIds", [])))
    endpoint.route_table_ids = list(properties.get("RouteTableIds", []))
    change_interfaces(endpoint, set(endpoint.subnet_ids or []), set(properties.get("SubnetIds", [])))
    endpoint.subnet_ids = list(properties.get("SubnetIds", []))


def update_endpoint(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    set_endpoint(original_resource, cloudformation_json["Properties"])
    return original_resource


create_change_set = CloudFormationResponse.create_change_set


def create_change_set_with_imports(self):
    if self._get_param("ChangeSetType") != "IMPORT":
        return create_change_set(self)
    name = self._get_param("StackName")
    backend = self.cloudformation_backend
    if any(stack.name == name and stack.status != "REVIEW_IN_PROGRESS" for stack in backend.stacks.values()):
        raise ValidationError(message=f"The lab imports into new stacks only, and {name} is one")
    wanted = {each["LogicalResourceId"]: each for each in self._get_param("ResourcesToImport", [])}
    reply = create_change_set(self)
    change_set = backend.change_sets[reply.result["Id"]]
    try:
        change_set.imported = imported(change_set.template_dict, wanted, ec2_backends[self.current_account][self.region])
    except ValidationError:
        del backend.change_sets[reply.result["Id"]]
        del backend.stacks[reply.result["StackId"]]
        raise
    for change in change_set.changes:
        change.action = "Import"
        change.physical_resource_id = change_set.imported[change.logical_resource_id].id
    return reply


class ChangeSetNotFound(ValidationError):
    code = "ChangeSetNotFound"
    # moto looks for the API of an error by the module of its class.
    __module__ = ValidationError.__module__


def change_set_of_stack(self):
    name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
    for found in self.cloudformation_backend.change_sets.values():
        if name in (found.change_set_id, found.change_set_name) and stack in (None, found.stack_id, found.stack_name):
            return found
    return None


def describe_change_set_of_stack(self):
    found = change_set_of_stack(self)
    if found is None:
        raise ChangeSetNotFound(message=f"ChangeSet [{self._get_param('ChangeSetName')}] does not exist")
    return ActionResult(found)


def delete_change_set_of_stack(self):
    found = change_set_of_stack(self)
    if found is not None:
        del self.cloudformation_backend.change_sets[found.change_set_id]
    return EmptyResult()


def imported(template, wanted, ec2):
    if "Outputs" in template:
        raise ValidationError(message="As part of the import operation, you cannot modify or add [Outputs]")
    resources = template["Resources"]
    others = set(resources) ^ set(wanted)
    if others:
        raise ValidationError(message=f"Not in the template and to be imported: {sorted(others)}")
    if any("DeletionPolicy" not in resource for resource in resources.values()):
        raise ValidationError(message="Resources to import must have DeletionPolicy attribute specified in the template.")
    endpoints = {}
    for name, each in wanted.items():
        endpoint = ec2.vpc_end_points.get(each["ResourceIdentifier"].get("Id"))
        if each["ResourceType"] != resources[name]["Type"] or endpoint is None:
            raise ValidationError(message=f"{name} is not to be found: {each}")
        if hasattr(endpoint, "logical_resource_id"):
            raise ValidationError(message=f"{endpoint.id} already belongs to a stack")
        endpoints[name] = endpoint
    return endpoints


def accounts_of_targets(stack_set, targets, management):
    """The accounts that an operation on instances with service-managed permissions is about."""
    if targets.get("AccountFilterType") != "INTERSECTION" or not targets.get("OrganizationalUnitIds"):
        raise ValidationError(message="OrganizationalUnitIds and AccountFilterType are required beside Accounts")
    organization = organizations_backends[management]["aws"]
    parents = {unit.id: getattr(unit, "parent_id", None) for unit in organization.ou}

    def within(account):
        unit = organization.get_account_by_id(account).parent_id
        while unit is not None and unit not in targets["OrganizationalUnitIds"]:
            unit = parents.get(unit)
        return unit is not None and account != management

    return [account for account in targets["Accounts"] if within(account)]


def create_instances(stack_set, accounts, regions, parameters):
    stack_set.instances.create_instances(accounts, regions, parameters, {}, stack_set.permission_model)
    stack_set._create_operation(str(mock_random.uuid4()), "CREATE", "SUCCEEDED", accounts, regions)


def on_instances(respond, change):
    def respond_as_stack_sets_do(self):
        targets = self._get_params().get("DeploymentTargets")
        stack_set = self.cloudformation_backend.describe_stack_set(self._get_param("StackSetName"))
        if (stack_set.permission_model == "SERVICE_MANAGED") != bool(targets):
            raise ValidationError(message=f"{stack_set.permission_model} has other targets")
        if not targets:
            return respond(self)
        accounts = accounts_of_targets(stack_set, targets, self.current_account)
        change(stack_set, accounts, self._get_param("Regions"), self._get_param("ParameterOverrides", []))
        return ActionResult({"OperationId": stack_set.operations[-1]["OperationId"]})

    return respond_as_stack_sets_do


def finish_security_group(group, properties):
    rules = properties.get("SecurityGroupEgress")
    if rules:
        group.ec2_backend.revoke_security_group_egress(group.id, "-1", None, None, [{"CidrIp": "0.0.0.0/0"}])
    for rule in rules or []:
        group.ec2_backend.authorize_security_group_egress(
            group.id, rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), [{"CidrIp": rule["CidrIp"]}]
        )


class NetworkAclEntry(CloudFormationModel):
    # moto finds types of resources as subclasses, and their service by the module.
    __module__ = "moto.ec2.models.network_acls"

    def __init__(self, backend, properties):
        self.backend = backend
        self.place = properties["NetworkAclId"], int(properties["RuleNumber"]), str(properties["Egress"]).lower() == "true"
        self.physical_resource_id = "-".join(map(str, self.place))
        ports = properties.get("PortRange", {})
        acl, number, egress = self.place
        backend.create_network_acl_entry(
            network_acl_id=acl,
            rule_number=number,
            protocol=str(properties["Protocol"]),
            rule_action=properties["RuleAction"],
            egress=egress,
            cidr_block=properties.get("CidrBlock"),
            icmp_code=None,
            icmp_type=None,
            port_range_from=ports.get("From"),
            port_range_to=ports.get("To"),
            ipv6_cidr_block=None,
        )

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "AWS::EC2::NetworkAclEntry"

    @classmethod
    def create_from_cloudformation_json(cls, name, resource_json, account_id, region_name, **kwargs):
        return cls(ec2_backends[account_id][region_name], resource_json["Properties"])

    def delete(self, account_id, region_name):
        self.backend.delete_network_acl_entry(*self.place)


def delete_endpoint_with_its_stack(self, account_id, region_name):
    # moto deletes in any order: tables that went before the endpoint took its routes with them.
    self.route_table_ids = [id for id in self.route_table_ids or [] if id in self.ec2_backend.route_tables]
    self.ec2_backend.delete_vpc_endpoints([self.id])
    del self.ec2_backend.vpc_end_points[self.id]


associate_by_stack = SubnetBackend.create_subnet_association


def associate_as_ec2_does(self, route_table_id, subnet_id):
    association = associate_by_stack(self, route_table_id, subnet_id)
    association.backend = self
    association.id = self.associate_route_table(route_table_id, subnet_id=subnet_id)
    return association


def disassociate_with_the_stack(self, account_id, region_name):
    self.backend.disassociate_route_table(self.id)


def delete_table_with_its_stack(self, account_id, region_name):
    self.ec2_backend.delete_route_table(self.id)


filter_value = vpcs.VPCEndPoint.get_filter_value


def filter_endpoints_by_id(self, filter_name, method_name=None):
    return self.id if filter_name == "vpc-endpoint-id" else filter_value(self, filter_name, method_name)


vpcs.VPCEndPoint.get_filter_value = filter_endpoints_by_id
zones_by_vpc = Route53Backend.list_hosted_zones_by_vpc
create_zone = Route53.create_hosted_zone


def create_zone_as_route53_does(self):
    told = self._get_bool_param
    self._get_bool_param = lambda name, default=None: bool(self._get_param("VPC.VPCId")) or told(name, default)
    return create_zone(self)


def zones_by_vpc_of_all_accounts(self, vpc_id):
    return [zone for account in list(route53_backends) for zone in zones_by_vpc(route53_backends[account]["aws"], vpc_id)]


PROFILE_LISTS = {"/profileassociations": "ProfileAssociations", "/profileresourceassociations": "ProfileResourceAssociations"}
profile_items = {path: [] for path in PROFILE_LISTS}
dispatch = DomainDispatcherApplication.__call__


def dispatch_with_profiles(self, environ, start_response):
    path, _, profile = environ.get("PATH_INFO", "").partition("/profileid/")
    if path not in PROFILE_LISTS:
        return dispatch(self, environ, start_response)
    items = profile_items[path]
    if environ["REQUEST_METHOD"] == "POST":
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        items.append({**body, "Status": "COMPLETE"})
    vpc = parse_qs(environ.get("QUERY_STRING", "")).get("resourceId")
    found = [item for item in items if item["ResourceId"] in vpc] if vpc else [item for item in items if item["ProfileId"] == profile]
    start_response("200 OK", [("content-type", "application/json")])
    return [json.dumps({PROFILE_LISTS[path]: found}).encode()]


DomainDispatcherApplication.__call__ = dispatch_with_profiles
Route53.create_hosted_zone = create_zone_as_route53_does
Route53Backend.list_hosted_zones_by_vpc = zones_by_vpc_of_all_accounts
RouteTable.delete = delete_table_with_its_stack
SubnetBackend.create_subnet_association = associate_as_ec2_does
SubnetRouteTableAssociation.delete = disassociate_with_the_stack
create_by_stack(vpcs.VPC, finish_vpc)
create_by_stack(vpcs.VPCEndPoint, finish_endpoint)
create_by_stack(SecurityGroup, finish_security_group)
vpcs.VPCEndPoint.delete = delete_endpoint_with_its_stack
vpcs.VPCEndPoint.update_from_cloudformation_json = classmethod(update_endpoint)
for method, change in {
    "create_stack_instances": create_instances,
    "update_stack_instances": lambda stack_set, *change: stack_set.update_instances(*change),
    "delete_stack_instances": lambda stack_set, accounts, regions, _: stack_set.delete_stack_instances(accounts, regions),
}.items():
    setattr(CloudFormationResponse, method, on_instances(getattr(CloudFormationResponse, method), change))
CloudFormationResponse.create_change_set = create_change_set_with_imports
CloudFormationResponse.describe_change_set = describe_change_set_of_stack
CloudFormationResponse.delete_change_set = delete_change_set_of_stack
RegionsAndZonesBackend.describe_regions = describe_regions_as_ec2_does
SecurityGroupRule.__init__ = create_rule_as_ec2_does
SecurityGroupRule.description = property(lambda self: self.kept_description)
ChangeSet.apply = apply_change_set_as_cloudformation_does
ResourceMap.parse_ssm_parameter = parse_ssm_parameter_as_cloudformation_does
NetworkInterface.get_filter_value = interface_filter_value_as_ec2_does
vpcs.VPCEndPoint.__init__ = create_endpoint_as_ec2_does
VPCs.modify_vpc_endpoint = modify_endpoint_as_ec2_does
vpcs.VPCBackend._filter_endpoint_services = staticmethod(filter_services_as_ec2_does)

if __name__ == "__main__":
    main()
