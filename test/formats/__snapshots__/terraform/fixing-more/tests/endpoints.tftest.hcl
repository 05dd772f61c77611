mock_provider "aws" {}

run "endpoints" {
  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == var.s3_route_table_ids
    error_message = "Each route table of the tasks has a route to S3."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3_2 : route.route_table_id]) == var.s3_2_route_table_ids
    error_message = "Each route table of the tasks has a route to S3."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api",
      "ecr.dkr",
      "s3",
      "s3/2",
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
