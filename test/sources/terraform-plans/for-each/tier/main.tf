variable "vpc_id" {}
variable "cidr" {}
variable "zones" {}

resource "aws_subnet" "private" {
  for_each          = var.zones
  vpc_id            = var.vpc_id
  availability_zone = each.value
  cidr_block        = cidrsubnet(var.cidr, 8, each.key == "a" ? 1 : 2)
}

resource "aws_route_table" "private" {
  for_each = aws_subnet.private
  vpc_id   = each.value.vpc_id
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

output "subnets" {
  value = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "route_tables" {
  value = { for zone, table in aws_route_table.private : zone => table.id }
}
