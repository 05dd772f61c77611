# Set in aws_vpc_endpoint.interface["ecr.api"]:
resource "aws_vpc_endpoint" "interface" {
  subnet_ids = [
    aws_subnet.app["a"].id,
    aws_subnet.app["b"].id,
    aws_subnet.public.id,
  ]
  private_dns_enabled = true
}
