mock_provider "aws" {}

run "endpoints" {
  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == var.s3_route_table_ids
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3_2 : route.route_table_id]) == var.s3_2_route_table_ids
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api",
      "ecr.dkr",
      "s3",
      "s3/2",
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
