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

# Allows inbound 443/tcp from the tasks, and no outbound traffic.
resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "HTTPS from the tasks to the VPC endpoints"
  vpc_id      = var.vpc_id

  tags = merge(local.tags, { Name = "${var.name}-endpoints" })
}

resource "aws_vpc_security_group_ingress_rule" "task_security_groups" {
  for_each = var.task_security_groups

  security_group_id            = aws_security_group.endpoints.id
  description                  = each.value.description
  referenced_security_group_id = each.value.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = local.tags
}

locals {
  interface_endpoints = {
    # The awslogs log driver writes container output to CloudWatch Logs.
    "logs" = "com.amazonaws.${var.region}.logs"
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = each.value
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })

  # Private DNS redirects the whole VPC as soon as the endpoint exists, so create the rules first.
  depends_on = [
    aws_vpc_security_group_ingress_rule.task_security_groups,
    aws_vpc_security_group_ingress_rule.existing,
    aws_vpc_security_group_egress_rule.existing,
    aws_vpc_security_group_egress_rule.to_endpoints,
    aws_network_acl_rule.existing,
  ]
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

# Image manifests are pulled from the ECR registry.
# Adds the missing subnets to an existing endpoint.
resource "aws_vpc_endpoint_subnet_association" "ecr_dkr" {
  for_each = var.ecr_dkr_added_subnet_ids

  vpc_endpoint_id = var.ecr_dkr_endpoint_id
  subnet_id       = each.value
}

# Image manifests are pulled from the ECR registry.
# Turns on private DNS for an existing endpoint. Destroying this resource leaves it on.
resource "aws_vpc_endpoint_private_dns" "ecr_dkr" {
  vpc_endpoint_id     = var.ecr_dkr_endpoint_id
  private_dns_enabled = true

  # Private DNS redirects the whole VPC as soon as it is on, so these come first.
  depends_on = [
    aws_vpc_endpoint_subnet_association.ecr_dkr,
    aws_vpc_security_group_ingress_rule.existing,
    aws_vpc_security_group_egress_rule.existing,
    aws_vpc_security_group_egress_rule.to_endpoints,
    aws_network_acl_rule.existing,
  ]
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

resource "aws_vpc_security_group_egress_rule" "to_endpoints" {
  for_each = var.security_group_ids_to_endpoints

  security_group_id            = each.value
  description                  = "HTTPS to the VPC endpoints"
  referenced_security_group_id = aws_security_group.endpoints.id
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
