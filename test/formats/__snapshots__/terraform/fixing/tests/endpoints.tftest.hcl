mock_provider "aws" {}

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
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == var.s3_route_table_ids
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "logs",
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
