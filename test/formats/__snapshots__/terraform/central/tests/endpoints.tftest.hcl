mock_provider "aws" {
  mock_resource "aws_vpc_endpoint" {
    defaults = {
      dns_entry = [{ dns_name = "vpce-0.vpce.amazonaws.com", hosted_zone_id = "Z0" }]
    }
  }
}

run "endpoints" {
  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "ecr.api",
      "ecr.dkr",
      "logs",
    ])
    error_message = "Exactly these interface endpoints must be created."
  }

  assert {
    condition     = !anytrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "Interface endpoints must have private DNS disabled, because hosted zones answer."
  }

  assert {
    condition     = keys(aws_route53_record.endpoint) == keys(aws_vpc_endpoint.interface)
    error_message = "Each interface endpoint must have a hosted zone with a record for its service's name."
  }

  assert {
    condition     = length(aws_route53_zone_association.spoke) == length(aws_vpc_endpoint.interface) * length(var.spoke_vpc_ids)
    error_message = "Each hosted zone must be associated with each of the other VPCs."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.security_group_ids == toset([aws_security_group.endpoints.id])])
    error_message = "Interface endpoints must have only the security group for endpoints."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.task_cidrs : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "Only inbound 443/tcp may be allowed."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == var.s3_route_table_ids
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api",
      "ecr.dkr",
      "logs",
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

run "rejects_the_whole_internet" {
  command = plan

  variables {
    task_cidrs = { "0.0.0.0/0" = "Everyone" }
  }

  expect_failures = [var.task_cidrs]
}
