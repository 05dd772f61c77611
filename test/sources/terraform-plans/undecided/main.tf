locals {
  table_of = { a = aws_route_table.one.id, b = aws_route_table.two.id }
  groups   = [aws_security_group.one.id, aws_security_group.two.id]
}

variable "spread" {
  default = 1
}

variable "secret" {
  default   = "10.0.9.0/24"
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "one" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "two" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "private" {
  for_each   = local.table_of
  vpc_id     = aws_vpc.main.id
  cidr_block = each.key == "a" ? "10.0.1.0/24" : "10.0.2.0/24"
}

resource "aws_subnet" "secret" {
  vpc_id     = aws_vpc.main.id
  cidr_block = var.secret
}

# The key is on both sides, but the tables have none.
resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = local.table_of[each.key]
}

resource "aws_subnet" "counted" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.${10 + count.index}.0/24"
}

# Not by the same index, but crosswise.
resource "aws_network_acl_association" "counted" {
  network_acl_id = aws_network_acl.main.id
  subnet_id      = element(aws_subnet.counted[*].id, 1)
}

resource "aws_network_acl" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "one" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "two" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "some" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.${var.region}.ecr.api"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = slice(aws_subnet.counted[*].id, 0, var.spread)
  security_group_ids = local.groups
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.counted[0].id]
}

resource "aws_cloudformation_stack" "network" {
  name          = "network"
  template_body = jsonencode({ Resources = { Endpoint = { Type = "AWS::EC2::VPCEndpoint" } } })
}

resource "aws_ecs_service" "odd" {
  name            = "odd"
  cluster         = "shop"
  task_definition = "web:3"

  network_configuration {
    subnets         = slice(aws_subnet.counted[*].id, 0, var.spread)
    security_groups = ["sg-0123456789abcdef0"]
  }
}

resource "aws_ecs_task_definition" "secret" {
  family = "secret"
  container_definitions = jsonencode([{
    name        = "web"
    image       = "nginx"
    environment = [{ name = "PASSWORD", value = var.secret }]
  }])
}
