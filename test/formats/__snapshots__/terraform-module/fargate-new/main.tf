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

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = merge(local.tags, { Name = var.name })
}

# Default security group locked down: it allows no traffic.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-default" })
}

resource "aws_flow_log" "this" {
  count = var.flow_log_bucket_arn == null ? 0 : 1

  vpc_id               = aws_vpc.this.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = var.flow_log_bucket_arn

  tags = merge(local.tags, { Name = var.name })
}

# Leaves out Local Zones and Wavelength Zones.
data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  filter {
    name   = "zone-type"
    values = ["availability-zone"]
  }
}

data "aws_vpc_endpoint_service" "interface" {
  for_each = local.interface_endpoints

  service_name = each.value
  service_type = "Interface"
}

locals {
  # The Availability Zones that support every interface endpoint. A service that lists no zones counts for all.
  availability_zones = sort(setintersection(
    data.aws_availability_zones.available.names,
    [for service in data.aws_vpc_endpoint_service.interface : service.availability_zones if service.availability_zones != null]...
  ))
}

resource "aws_subnet" "private" {
  for_each = var.private_subnets

  vpc_id                  = aws_vpc.this.id
  cidr_block              = each.value
  availability_zone       = element(local.availability_zones, index(keys(var.private_subnets), each.key))
  map_public_ip_on_launch = false

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    # Keeps a subnet in place when AWS adds an Availability Zone.
    ignore_changes = [availability_zone]

    precondition {
      condition     = length(local.availability_zones) >= length(var.private_subnets)
      error_message = "There are more private subnets than Availability Zones that support every endpoint."
    }
  }
}

# Only the local route and the routes to the gateway endpoints: there is no NAT gateway and no internet gateway.
resource "aws_route_table" "private" {
  for_each = var.private_subnets

  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_route_table_association" "private" {
  for_each = var.private_subnets

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

# Allows inbound 443/tcp from the tasks, and no outbound traffic.
resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "HTTPS from the tasks to the VPC endpoints"
  vpc_id      = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-endpoints" })
}

resource "aws_vpc_security_group_ingress_rule" "private_subnets" {
  for_each = aws_subnet.private

  security_group_id = aws_security_group.endpoints.id
  description       = "HTTPS from the tasks in ${each.key}"
  cidr_ipv4         = each.value.cidr_block
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
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = each.value
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })

  # Private DNS redirects the whole VPC as soon as the endpoint exists, so create the rules first.
  depends_on = [
    aws_vpc_security_group_ingress_rule.private_subnets,
  ]
}

# ECR stores image layers in S3, so most pull traffic goes there.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.s3"

  tags = merge(local.tags, { Name = "${var.name}-s3" })
}

resource "aws_vpc_endpoint_route_table_association" "s3" {
  for_each = aws_route_table.private

  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = each.value.id
}
