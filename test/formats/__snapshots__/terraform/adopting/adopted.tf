# Existing endpoints that this configuration imports. Once they are in its state, you can remove the import blocks.

# Without default tags, so that these endpoints keep the tags they have.
provider "aws" {
  alias  = "adopted"
  region = var.region
}

import {
  to = aws_vpc_endpoint.ecr_api_vpce_0eeeeeeeeeeeeeee3
  id = "vpce-0eeeeeeeeeeeeeee3"
}

# Tasks get their ECR auth token from the ECR API.
resource "aws_vpc_endpoint" "ecr_api_vpce_0eeeeeeeeeeeeeee3" {
  provider = aws.adopted

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${var.region}.ecr.api"
  private_dns_enabled = true

  subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0bbbbbbbbbbbbbbb2"]

  security_group_ids = ["sg-0999999999999999d"]

  # Other workloads may use it too.
  lifecycle {
    prevent_destroy = true
  }
}

import {
  to = aws_vpc_endpoint.ecr_dkr_vpce_0ddddddddddddddd1
  id = "vpce-0ddddddddddddddd1"
}

# Image manifests are pulled from the ECR registry.
resource "aws_vpc_endpoint" "ecr_dkr_vpce_0ddddddddddddddd1" {
  provider = aws.adopted

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${var.region}.ecr.dkr"
  private_dns_enabled = true

  subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0bbbbbbbbbbbbbbb2"]

  security_group_ids = ["sg-0999999999999999d"]

  policy = jsonencode({
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "ecr:*"
        Resource  = "*"
      },
    ]
  })

  tags = {
    "it's \"für\": $${x} {{y}} # 1" = "a \"b\" \\ $${var.region} %%{ if true } $$${x} {{hcl x}} \n}\n# é 日本 \u2028 \u0008\u000c\t\u0000"
    Name                            = "ours"
  }

  # The rules that allow the traffic must exist before it is sent here.
  depends_on = [
    aws_vpc_security_group_ingress_rule.sg_0999999999999999d_from_sg_0fffffffffffffff4,
    aws_vpc_security_group_egress_rule.sg_0fffffffffffffff4_to_endpoints,
    aws_vpc_security_group_egress_rule.sg_0fffffffffffffff4_to_pl_6da54004,
    aws_network_acl_rule.acl_0123456789abcdef0_ingress_90,
  ]

  # Other workloads may use it too.
  lifecycle {
    prevent_destroy = true
  }
}

import {
  to = aws_vpc_endpoint.s3_vpce_0ccccccccccccccc2
  id = "vpce-0ccccccccccccccc2"
}

# ECR stores image layers in S3, so most pull traffic goes there.
resource "aws_vpc_endpoint" "s3_vpce_0ccccccccccccccc2" {
  provider = aws.adopted

  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.s3"

  tags = {
    "it's \"für\": $${x} {{y}} # 1" = "a \"b\" \\ $${var.region} %%{ if true } $$${x} {{hcl x}} \n}\n# é 日本 \u2028 \u0008\u000c\t\u0000"
    Name                            = "ours"
  }

  # Other workloads may use it too.
  lifecycle {
    prevent_destroy = true
  }
}
