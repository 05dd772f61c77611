mock_provider "aws" {}

run "endpoints" {
  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "logs",
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
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.task_security_groups : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "Only 443/tcp is let in."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == var.s3_route_table_ids
    error_message = "Each route table of the tasks has a route to S3."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "logs",
      "ecr.api",
      "ecr.dkr",
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
