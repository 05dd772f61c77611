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
    "rtb-0bbbbbbbbbbbbbbb2" = "rtb-0bbbbbbbbbbbbbbb2"
  }

  dynamodb_route_table_ids = {
    # app-a
    "rtb-0aaaaaaaaaaaaaaa1" = "rtb-0aaaaaaaaaaaaaaa1"
    "rtb-0bbbbbbbbbbbbbbb2" = "rtb-0bbbbbbbbbbbbbbb2"
  }

  task_cidrs = {
    "10.0.1.0/24" = "HTTPS from the tasks in app-a"
    "10.0.2.0/24" = "HTTPS from the tasks in app-b"
  }
}

run "endpoints" {
  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "ecr.api",
      "ecr.dkr",
      "logs",
      "secretsmanager",
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
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.task_cidrs : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "Only inbound 443/tcp may be allowed."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == toset(values(var.s3_route_table_ids))
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.dynamodb : route.route_table_id]) == toset(values(var.dynamodb_route_table_ids))
    error_message = "Each route table of the tasks must have a route to the DynamoDB endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api",
      "ecr.dkr",
      "logs",
      "secretsmanager",
      "s3",
      "dynamodb",
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

run "rejects_the_whole_internet" {
  command = plan

  variables {
    task_cidrs = { "0.0.0.0/0" = "Everyone" }
  }

  expect_failures = [var.task_cidrs]
}
