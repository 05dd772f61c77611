# Allows inbound 443/tcp from the tasks, and no outbound traffic.
resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "HTTPS from the tasks to the VPC endpoints"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "task_cidrs" {
  for_each = var.task_cidrs

  security_group_id = aws_security_group.endpoints.id
  description       = each.value
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

locals {
  interface_endpoints = {
    # Tasks get their ECR auth token from the ECR API.
    "ecr.api" = "com.amazonaws.${var.region}.ecr.api"
    # Image manifests are pulled from the ECR registry.
    "ecr.dkr" = "com.amazonaws.${var.region}.ecr.dkr"
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
  private_dns_enabled = false # The hosted zones below answer instead, in other VPCs too.

  tags = { Name = "${var.name}-${each.key}" }
}

locals {
  # The DNS name of each service.
  hosted_zones = {
    "ecr.api" = "api.ecr.${var.region}.amazonaws.com"
    "ecr.dkr" = "dkr.ecr.${var.region}.amazonaws.com"
    "logs"    = "logs.${var.region}.amazonaws.com"
  }

  spoke_associations = {
    for pair in setproduct(keys(local.hosted_zones), var.spoke_vpc_ids) :
    "${pair[0]}/${pair[1]}" => { service = pair[0], vpc_id = pair[1] }
  }
}

resource "aws_route53_zone" "endpoint" {
  for_each = local.hosted_zones

  name = each.value

  vpc {
    vpc_id = var.vpc_id
  }

  tags = { Name = "${var.name}-${each.key}" }

  lifecycle {
    # The other VPCs are associated below, once the records are there.
    ignore_changes = [vpc]
  }

  # The zone answers in the whole VPC as soon as it exists, so create the endpoints and the rules first.
  depends_on = [
    aws_vpc_endpoint.interface,
    aws_vpc_security_group_ingress_rule.task_cidrs,
  ]
}

resource "aws_route53_record" "endpoint" {
  for_each = local.hosted_zones

  zone_id = aws_route53_zone.endpoint[each.key].zone_id
  name    = each.value
  type    = "A"

  alias {
    # The first of an endpoint's names is the one for all of its Availability Zones.
    name                   = aws_vpc_endpoint.interface[each.key].dns_entry[0].dns_name
    zone_id                = aws_vpc_endpoint.interface[each.key].dns_entry[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# These are called at names below their own, such as 111122223333.dkr.ecr.eu-west-1.amazonaws.com.
resource "aws_route53_record" "below" {
  for_each = toset([
    "ecr.dkr",
  ])

  zone_id = aws_route53_zone.endpoint[each.key].zone_id
  name    = "*.${local.hosted_zones[each.key]}"
  type    = "A"

  alias {
    name                   = aws_vpc_endpoint.interface[each.key].dns_entry[0].dns_name
    zone_id                = aws_vpc_endpoint.interface[each.key].dns_entry[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# An association redirects a whole VPC at once, so the records come first.
resource "aws_route53_zone_association" "spoke" {
  for_each = local.spoke_associations

  zone_id = aws_route53_zone.endpoint[each.value.service].zone_id
  vpc_id  = each.value.vpc_id

  depends_on = [
    aws_route53_record.endpoint,
    aws_route53_record.below,
  ]
}

# ECR stores image layers in S3, so most pull traffic goes there.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.s3"

  tags = { Name = "${var.name}-s3" }
}

resource "aws_vpc_endpoint_route_table_association" "s3" {
  for_each = var.s3_route_table_ids

  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = each.value
}
