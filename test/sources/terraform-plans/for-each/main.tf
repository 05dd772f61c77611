locals {
  zones = { a = "eu-west-1a", b = "eu-west-1b" }
}

resource "aws_vpc" "main" {
  for_each   = { blue = "10.0.0.0/16", green = "10.1.0.0/16" }
  cidr_block = each.value
}

module "tier" {
  source   = "./tier"
  for_each = aws_vpc.main

  vpc_id = each.value.id
  cidr   = each.value.cidr_block
  zones  = local.zones
}

resource "aws_vpc_endpoint" "s3" {
  for_each        = aws_vpc.main
  vpc_id          = each.value.id
  service_name    = "com.amazonaws.${var.region}.s3"
  route_table_ids = values(module.tier[each.key].route_tables)
}

resource "aws_vpc_endpoint" "ecr" {
  vpc_id              = aws_vpc.main["blue"].id
  service_name        = "com.amazonaws.${var.region}.ecr.api"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
}

resource "aws_vpc_endpoint_subnet_association" "ecr" {
  for_each        = local.zones
  vpc_endpoint_id = aws_vpc_endpoint.ecr.id
  subnet_id       = module.tier["blue"].subnets[each.key]
}

resource "aws_vpc_endpoint_security_group_association" "ecr" {
  vpc_endpoint_id             = aws_vpc_endpoint.ecr.id
  security_group_id           = aws_security_group.endpoints.id
  replace_default_association = true
}

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.main["blue"].id
}
