mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names = ["zone-a", "zone-b"]
    }
  }

  mock_data "aws_vpc_endpoint_service" {
    defaults = {
      availability_zones = ["zone-a", "zone-b"]
    }
  }
}

run "endpoints" {
  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "ecr.api",
      "ecr.dkr",
      "ecs",
      "ecs-agent",
      "ecs-telemetry",
    ])
    error_message = "Exactly these interface endpoints are created."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "Without private DNS the tasks do not find the interface endpoints."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.security_group_ids == toset([aws_security_group.endpoints.id])])
    error_message = "The interface endpoints have the security group for endpoints and no other."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.private_subnets : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "Only 443/tcp is let in."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "Private DNS needs both DNS attributes of the VPC."
  }

  assert {
    condition     = length(distinct([for subnet in aws_subnet.private : subnet.availability_zone])) == length(var.private_subnets)
    error_message = "Each private subnet has an Availability Zone of its own."
  }

  assert {
    condition     = !anytrue([for subnet in aws_subnet.private : subnet.map_public_ip_on_launch])
    error_message = "Nothing in a private subnet gets a public address."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == toset([for table in aws_route_table.private : table.id])
    error_message = "Each route table of the tasks has a route to S3."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api",
      "ecr.dkr",
      "ecs",
      "ecs-agent",
      "ecs-telemetry",
      "s3",
    ])
    error_message = "The output names the endpoint of each service."
  }
}

run "refuses_a_region_that_is_none" {
  command = plan

  variables {
    region = "Europe"
  }

  expect_failures = [var.region]
}

run "refuses_fewer_zones_than_subnets" {
  command = plan

  override_data {
    target = data.aws_availability_zones.available
    values = {
      names = ["zone-a"]
    }
  }

  expect_failures = [aws_subnet.private]
}
