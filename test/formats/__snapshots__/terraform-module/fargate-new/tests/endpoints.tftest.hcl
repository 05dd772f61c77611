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

override_data {
  target = data.aws_region.provider
  values = {
    id = "eu-west-1"
  }
}

variables {
  region = "eu-west-1"

  name = "private-ecs"

  vpc_cidr = "10.0.0.0/16"

  private_subnets = {
    "private-1" = "10.0.0.0/18"
    "private-2" = "10.0.64.0/18"
  }
}

run "endpoints" {
  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "ecr.api",
      "ecr.dkr",
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
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.private_subnets : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "Only inbound 443/tcp may be allowed."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "Private DNS requires DNS support and DNS hostnames in the VPC."
  }

  assert {
    condition     = length(distinct([for subnet in aws_subnet.private : subnet.availability_zone])) == length(var.private_subnets)
    error_message = "Each private subnet must be in a different Availability Zone."
  }

  assert {
    condition     = !anytrue([for subnet in aws_subnet.private : subnet.map_public_ip_on_launch])
    error_message = "Private subnets must not assign public IP addresses."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == toset([for table in aws_route_table.private : table.id])
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api",
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

run "rejects_fewer_zones_than_subnets" {
  command = plan

  override_data {
    target = data.aws_availability_zones.available
    values = {
      names = ["zone-a"]
    }
  }

  expect_failures = [aws_subnet.private]
}
