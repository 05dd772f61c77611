# Allows inbound 443/tcp from the tasks, and no outbound traffic.
resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "HTTPS from the tasks to the VPC endpoints"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "task_security_groups" {
  for_each = var.task_security_groups

  security_group_id            = aws_security_group.endpoints.id
  description                  = each.value
  referenced_security_group_id = each.key
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
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

  tags = { Name = "${var.name}-${each.key}" }

  # Private DNS redirects the whole VPC as soon as the endpoint exists, so create the rules first.
  depends_on = [
    aws_vpc_security_group_ingress_rule.task_security_groups,
    aws_vpc_security_group_ingress_rule.sg_0999999999999999d_from_sg_0fffffffffffffff4,
    aws_vpc_security_group_egress_rule.sg_0fffffffffffffff4_to_endpoints,
    aws_vpc_security_group_egress_rule.sg_0fffffffffffffff4_to_pl_6da54004,
    aws_network_acl_rule.acl_0123456789abcdef0_ingress_90,
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

  vpc_endpoint_id = "vpce-0ccccccccccccccc2"
  route_table_id  = each.value
}

resource "aws_vpc_security_group_ingress_rule" "sg_0999999999999999d_from_sg_0fffffffffffffff4" {
  security_group_id            = "sg-0999999999999999d"
  description                  = "HTTPS from the tasks"
  referenced_security_group_id = "sg-0fffffffffffffff4"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "sg_0fffffffffffffff4_to_endpoints" {
  security_group_id            = "sg-0fffffffffffffff4"
  description                  = "HTTPS to the VPC endpoints"
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "sg_0fffffffffffffff4_to_pl_6da54004" {
  security_group_id = "sg-0fffffffffffffff4"
  description       = "HTTPS to an AWS service by its prefix list"
  prefix_list_id    = "pl-6da54004"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_network_acl_rule" "acl_0123456789abcdef0_ingress_90" {
  network_acl_id = "acl-0123456789abcdef0"
  rule_number    = 90
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.1.0/24"
  from_port      = 443
  to_port        = 443
}

# Image manifests are pulled from the ECR registry.
# Adds the missing subnets to an existing endpoint.
resource "aws_vpc_endpoint_subnet_association" "ecr_dkr_vpce_0ddddddddddddddd1" {
  for_each = toset(["subnet-0bbbbbbbbbbbbbbb2"])

  vpc_endpoint_id = "vpce-0ddddddddddddddd1"
  subnet_id       = each.value
}

# Image manifests are pulled from the ECR registry.
# Turns on private DNS for an existing endpoint. Destroying this resource leaves it on.
resource "aws_vpc_endpoint_private_dns" "ecr_dkr_vpce_0ddddddddddddddd1" {
  vpc_endpoint_id     = "vpce-0ddddddddddddddd1"
  private_dns_enabled = true

  # Private DNS redirects the whole VPC as soon as it is on, so these come first.
  depends_on = [
    aws_vpc_endpoint_subnet_association.ecr_dkr_vpce_0ddddddddddddddd1,
    aws_vpc_security_group_ingress_rule.sg_0999999999999999d_from_sg_0fffffffffffffff4,
    aws_vpc_security_group_egress_rule.sg_0fffffffffffffff4_to_endpoints,
    aws_vpc_security_group_egress_rule.sg_0fffffffffffffff4_to_pl_6da54004,
    aws_network_acl_rule.acl_0123456789abcdef0_ingress_90,
  ]
}
