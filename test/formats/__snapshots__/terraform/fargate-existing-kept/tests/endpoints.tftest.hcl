mock_provider "aws" {}

run "endpoints" {
  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
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
