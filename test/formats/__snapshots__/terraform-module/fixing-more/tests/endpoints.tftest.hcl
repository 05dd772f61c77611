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

  s3_route_table_ids = {
    # app-a
    "rtb-0aaaaaaaaaaaaaaa1" = "rtb-0aaaaaaaaaaaaaaa1"
  }

  s3_2_route_table_ids = {
    # the VPC's main route table, used by every subnet without an explicit association
    "rtb-0bbbbbbbbbbbbbbb2" = "rtb-0bbbbbbbbbbbbbbb2"
  }

  s3_endpoint_id = "vpce-0ccccccccccccccc2"

  s3_2_endpoint_id = "vpce-0aaaaaaaaaaaaaaa4"

  ecr_dkr_endpoint_id = "vpce-0ddddddddddddddd1"

  ecr_dkr_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Own"
        Effect = "Allow"
        Principal = {
          AWS = [
            "arn:aws:iam::123456789012:root",
            "arn:aws:iam::210987654321:root",
          ]
        }
        Action   = "ecr:*"
        Resource = "arn:aws:ecr:eu-west-1:123456789012:repository/$${aws:PrincipalTag/team}"
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action = [
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
          "ecr:GetAuthorizationToken",
        ]
        Resource = "*"
      },
    ]
  })

  ingress_rules = {
    "sg_0999999999999999d_from_10_0_1_0_24" = {
      security_group_id = "sg-0999999999999999d"
      description       = "HTTPS from the tasks"
      cidr_ipv4         = "10.0.1.0/24"
    }
  }

  egress_rules = {
    "sg_0fffffffffffffff4_to_2001_db8_56" = {
      security_group_id = "sg-0fffffffffffffff4"
      description       = "HTTPS to the VPC endpoints"
      cidr_ipv6         = "2001:db8::/56"
    }
  }

  network_acl_rules = {
    "acl_0123456789abcdef0_egress_90" = {
      network_acl_id  = "acl-0123456789abcdef0"
      rule_number     = 90
      egress          = true
      ipv6_cidr_block = "2001:db8::/56"
      from_port       = 1024
      to_port         = 65535
    }
  }
}

run "endpoints" {
  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3 : route.route_table_id]) == toset(values(var.s3_route_table_ids))
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition     = toset([for route in aws_vpc_endpoint_route_table_association.s3_2 : route.route_table_id]) == toset(values(var.s3_2_route_table_ids))
    error_message = "Each route table of the tasks must have a route to the S3 endpoint."
  }

  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
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
