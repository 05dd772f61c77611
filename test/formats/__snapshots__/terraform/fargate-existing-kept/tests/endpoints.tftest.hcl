mock_provider "aws" {}

run "endpoints" {
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
