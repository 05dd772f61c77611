mock_provider "aws" {}

override_data {
  target = data.aws_region.provider
  values = {
    id = "eu-west-1"
  }
}

variables {
  region = "eu-west-1"

  name = "private-ecs"

  vpc_id = "vpc-0a1b2c3d4e5f60718"

  subnet_ids = [
    # app-a, eu-west-1a, 10.0.1.0/24
    "subnet-0aaaaaaaaaaaaaaa1",
    # app-b, eu-west-1b, 10.0.2.0/24
    "subnet-0bbbbbbbbbbbbbbb2",
  ]

  s3_route_table_ids = {
    # app-a
    "rtb-0aaaaaaaaaaaaaaa1" = "rtb-0aaaaaaaaaaaaaaa1"
    # the VPC's main route table, used by every subnet without an explicit association
    "rtb-0bbbbbbbbbbbbbbb2" = "rtb-0bbbbbbbbbbbbbbb2"
  }

  task_security_groups = {
    "sg-0fffffffffffffff4" = { id = "sg-0fffffffffffffff4", description = "HTTPS from the tasks" }
  }

  ecr_dkr_endpoint_id = "vpce-0ddddddddddddddd1"

  s3_endpoint_id = "vpce-0ccccccccccccccc2"

  ecr_dkr_added_subnet_ids = {
    "subnet-0bbbbbbbbbbbbbbb2" = "subnet-0bbbbbbbbbbbbbbb2"
  }

  ingress_rules = {
    "sg_0999999999999999d_from_sg_0fffffffffffffff4" = {
      security_group_id            = "sg-0999999999999999d"
      description                  = "HTTPS from the tasks"
      referenced_security_group_id = "sg-0fffffffffffffff4"
    }
  }

  egress_rules = {
    "sg_0fffffffffffffff4_to_pl_6da54004" = {
      security_group_id = "sg-0fffffffffffffff4"
      description       = "HTTPS to an AWS service by its prefix list"
      prefix_list_id    = "pl-6da54004"
    }
  }

  security_group_ids_to_endpoints = {
    "sg-0fffffffffffffff4" = "sg-0fffffffffffffff4"
  }

  network_acl_rules = {
    "acl_0123456789abcdef0_ingress_90" = {
      network_acl_id = "acl-0123456789abcdef0"
      rule_number    = 90
      egress         = false
      cidr_block     = "10.0.1.0/24"
      from_port      = 443
      to_port        = 443
    }
  }
}

run "endpoints" {
  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "logs",
    ])
    error_message = "Exactly these interface endpoints must be created."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "Interface endpoints must have private DNS enabled."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.security_group_ids == toset([aws_security_group.endpoints.id])])
    error_message = "Interface endpoints must have only the security group for endpoints."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.task_security_groups : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "Only inbound 443/tcp may be allowed."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == toset(values(var.s3_route_table_ids))
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "logs",
      "ecr.dkr",
      "s3",
    ])
    error_message = "The output must list the endpoint of each service."
  }
}

run "rejects_an_invalid_region" {
  command = plan

  variables {
    region = "Europe"
  }

  expect_failures = [var.region]
}

run "rejects_a_provider_in_another_region" {
  command = plan

  override_data {
    target = data.aws_region.provider
    values = {
      id = "elsewhere"
    }
  }

  expect_failures = [data.aws_region.provider]
}
