provider "aws" {
  alias                       = "us"
  region                      = "us-east-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

locals {
  zones  = toset(["a", "b"])
  rules  = { https = 443, dns = 53 }
  groups = { https = aws_security_group.tasks.id, dns = aws_security_group.other.id }
}

resource "aws_vpc" "main" {
  for_each   = { eu = "10.0.0.0/16" }
  cidr_block = each.value
}

resource "aws_vpc" "us" {
  provider   = aws.us
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "us" {
  provider   = aws.us
  vpc_id     = aws_vpc.us.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_subnet" "zone" {
  for_each   = local.zones
  vpc_id     = aws_vpc.main["eu"].id
  cidr_block = each.key == "a" ? "10.0.1.0/24" : "10.0.2.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = one(values(aws_vpc.main)[*].id)
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main["eu"].id
}

# Which gateway a route leads to, only its own for_each tells.
resource "aws_route_table" "zone" {
  count  = 2
  vpc_id = aws_vpc.main["eu"].id

  dynamic "route" {
    for_each = {
      "0.0.0.0/0"   = aws_internet_gateway.main.id
      "10.9.0.0/16" = aws_vpn_gateway.main.id
    }
    iterator = to
    content {
      cidr_block = to.key
      gateway_id = to.value
    }
  }
}

# Crosswise: a has the second table, b the first.
resource "aws_route_table_association" "zone" {
  for_each       = aws_subnet.zone
  subnet_id      = each.value.id
  route_table_id = element(aws_route_table.zone[*].id, each.key == "a" ? 1 : 0)
}

module "tier" {
  source   = "./tier"
  for_each = local.zones

  vpc = { id = aws_vpc.main["eu"].id, name = each.key }
  # Each tier has the subnet of the other.
  subnet_ids = [for zone, subnet in aws_subnet.zone : subnet.id if zone != each.value]
}

resource "aws_security_group" "tasks" {
  vpc_id = aws_vpc.main["eu"].id
}

resource "aws_security_group" "other" {
  vpc_id = aws_vpc.main["eu"].id
}

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.main["eu"].id

  dynamic "ingress" {
    for_each = local.rules
    content {
      from_port       = ingress.value
      to_port         = ingress.value
      protocol        = "tcp"
      security_groups = [local.groups[ingress.key]]
    }
  }
}

resource "aws_vpc_endpoint" "ecr" {
  vpc_id             = aws_vpc.main["eu"].id
  service_name       = "com.amazonaws.${var.region}.ecr.api"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = slice(values(aws_subnet.zone)[*].id, 0, 1)
  security_group_ids = module.tier["b"].group_ids
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main["eu"].id
  service_name    = "com.amazonaws.${var.region}.s3"
  route_table_ids = distinct([for tier in module.tier : tier.all.table_id])
}

# Unknown: the order of IDs is that of their texts.
resource "aws_vpc_endpoint" "sorted" {
  vpc_id            = aws_vpc.main["eu"].id
  service_name      = "com.amazonaws.${var.region}.ecr.dkr"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [sort(values(aws_subnet.zone)[*].id)[0]]
}
