data "aws_prefix_list" "s3" {
  name = "com.amazonaws.${var.region}.s3"
}

# The resources below change existing endpoints, security groups and network ACLs. If another configuration manages
# these with inline route tables, subnets, rules or entries, make the change there instead, or the two will overwrite
# each other.

# ECR stores image layers in S3, so most pull traffic goes there.
# Adds an existing endpoint's route to these route tables.
resource "aws_vpc_endpoint_route_table_association" "s3" {
  for_each = var.s3_route_table_ids

  vpc_endpoint_id = "vpce-0ccccccccccccccc2"
  route_table_id  = each.value
}

# ECR stores image layers in S3, so most pull traffic goes there.
# Adds an existing endpoint's route to these route tables.
resource "aws_vpc_endpoint_route_table_association" "s3_2" {
  for_each = var.s3_2_route_table_ids

  vpc_endpoint_id = "vpce-0aaaaaaaaaaaaaaa4"
  route_table_id  = each.value
}

resource "aws_vpc_security_group_ingress_rule" "sg_0999999999999999d_from_10_0_1_0_24" {
  security_group_id = "sg-0999999999999999d"
  description       = "HTTPS from the tasks"
  cidr_ipv4         = "10.0.1.0/24"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "sg_0fffffffffffffff4_to_2001_db8_56" {
  security_group_id = "sg-0fffffffffffffff4"
  description       = "HTTPS to the VPC endpoints"
  cidr_ipv6         = "2001:db8::/56"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_network_acl_rule" "acl_0123456789abcdef0_egress_90" {
  network_acl_id  = "acl-0123456789abcdef0"
  rule_number     = 90
  egress          = true
  rule_action     = "allow"
  protocol        = "tcp"
  ipv6_cidr_block = "2001:db8::/56"
  from_port       = 1024
  to_port         = 65535
}

# Image manifests are pulled from the ECR registry.
# Replaces the policy of an existing endpoint, because it doesn't allow everything that the tasks need. Destroying this
# resource sets AWS's default policy: full access.
resource "aws_vpc_endpoint_policy" "ecr_dkr_vpce_0ddddddddddddddd1" {
  vpc_endpoint_id = "vpce-0ddddddddddddddd1"

  policy = jsonencode({
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
}
