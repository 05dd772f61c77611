# Fails if the provider of the calling configuration is in another Region.
data "aws_region" "provider" {
  lifecycle {
    postcondition {
      condition     = self.id == var.region
      error_message = "region is ${var.region}, but the AWS provider of this module is in ${self.id}. Both must be the same: change region, or pass a provider for ${var.region} with providers in the module block."
    }
  }
}

locals {
  # The additional tag tells what this module created.
  tags = merge(var.tags, { "create-private-ecs-network" = var.name })
}

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

  vpc_endpoint_id = var.s3_endpoint_id
  route_table_id  = each.value
}

# ECR stores image layers in S3, so most pull traffic goes there.
# Adds an existing endpoint's route to these route tables.
resource "aws_vpc_endpoint_route_table_association" "s3_2" {
  for_each = var.s3_2_route_table_ids

  vpc_endpoint_id = var.s3_2_endpoint_id
  route_table_id  = each.value
}

# Image manifests are pulled from the ECR registry.
# Replaces the policy of an existing endpoint, because it doesn't allow everything that the tasks need. Destroying this
# resource sets AWS's default policy: full access.
resource "aws_vpc_endpoint_policy" "ecr_dkr" {
  vpc_endpoint_id = var.ecr_dkr_endpoint_id

  policy = var.ecr_dkr_policy
}

resource "aws_vpc_security_group_ingress_rule" "existing" {
  for_each = var.ingress_rules

  security_group_id            = each.value.security_group_id
  description                  = each.value.description
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = local.tags
}

resource "aws_vpc_security_group_egress_rule" "existing" {
  for_each = var.egress_rules

  security_group_id            = each.value.security_group_id
  description                  = each.value.description
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = local.tags
}

resource "aws_network_acl_rule" "existing" {
  for_each = var.network_acl_rules

  network_acl_id  = each.value.network_acl_id
  rule_number     = each.value.rule_number
  egress          = each.value.egress
  rule_action     = "allow"
  protocol        = "tcp"
  cidr_block      = each.value.cidr_block
  ipv6_cidr_block = each.value.ipv6_cidr_block
  from_port       = each.value.from_port
  to_port         = each.value.to_port
}
