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

resource "aws_vpc_security_group_ingress_rule" "task_cidrs" {
  for_each = var.task_cidrs

  security_group_id = aws_security_group.endpoints.id
  description       = each.value
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = local.tags
}

locals {
  interface_endpoints = {
    # Tasks get their ECR auth token from the ECR API.
    "ecr.api" = "com.amazonaws.${var.region}.ecr.api"
    # Image manifests are pulled from the ECR registry.
    "ecr.dkr" = "com.amazonaws.${var.region}.ecr.dkr"
    # The ECS agent registers container instances and asks where to connect.
    "ecs" = "com.amazonaws.${var.region}.ecs"
    # The ECS agent receives its instructions over this connection.
    "ecs-agent" = "com.amazonaws.${var.region}.ecs-agent"
    # The ECS agent sends task metrics and health over this connection.
    "ecs-telemetry" = "com.amazonaws.${var.region}.ecs-telemetry"
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
    aws_vpc_security_group_ingress_rule.task_cidrs,
  ]
}

# ECR stores image layers in S3, so most pull traffic goes there.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.s3"

  tags = merge(local.tags, { Name = "${var.name}-s3" })
}

resource "aws_vpc_endpoint_route_table_association" "s3" {
  for_each = var.s3_route_table_ids

  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = each.value
}
