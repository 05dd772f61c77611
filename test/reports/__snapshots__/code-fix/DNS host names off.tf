# Set in aws_vpc.main:
resource "aws_vpc" "main" {
  enable_dns_hostnames = true
}
