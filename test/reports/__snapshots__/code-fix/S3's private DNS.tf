# Set in aws_vpc_endpoint.interface["s3"]:
resource "aws_vpc_endpoint" "interface" {
  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = true
  }
}
