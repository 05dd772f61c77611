# Set in aws_vpc_endpoint.interface["ecr.api"]:
resource "aws_vpc_endpoint" "interface" {
  private_dns_enabled = true
}
